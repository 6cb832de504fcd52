import type { Changes } from '../../correlate/join.ts';
import type { SessionChanges } from '../../correlate/sessions/sessions.ts';
import type { FamilyId } from '../../formats/family.ts';
import type { Batch } from '../../ingest/batch.ts';
import type { LastIds, SharedTable } from '../../ingest/encode/shared-values.ts';
import type { Value } from '../../ingest/encode/values.ts';
import type { FinishedLog } from '../../ingest/messages.ts';
import { recordTables, sharedTables, type TableShape } from '../tables.ts';
import { BulkInsert } from './bulk-insert.ts';
import type { Connection } from './database.ts';
import { RequestWriter } from './request-writer.ts';
import { type SourceFacts, Sources, type StoredSource } from './sources.ts';

const NO_VALUES: Value[] = [];

/** Writes what ingest has found. One writer a database: the only one that gives record ids. */
export class Writer {
  readonly #db: Connection;
  readonly #shared: Record<SharedTable, BulkInsert>;
  readonly #records: Record<FamilyId, BulkInsert>;
  readonly #sources: Sources;
  readonly #requests: RequestWriter;
  readonly #statements: ReturnType<typeof prepare>;
  #lastRecordId: number;

  constructor(db: Connection) {
    this.#db = db;
    const shared = ({ table, columns }: TableShape) => new BulkInsert(db, table, ['id', ...columns]);
    const record = ({ table, columns }: TableShape) =>
      new BulkInsert(db, table, ['id', 'source_id', ...columns]);
    this.#shared = {
      dictionary: shared(sharedTables.dictionary),
      clientContext: shared(sharedTables.clientContext),
      httpProxyShared: shared(sharedTables.httpProxyShared),
      mapiHttpShared: shared(sharedTables.mapiHttpShared),
    };
    this.#records = {
      http_proxy: record(recordTables.http_proxy),
      mapi_http: record(recordTables.mapi_http),
      mapi_client_access: record(recordTables.mapi_client_access),
      mapi_address_book: record(recordTables.mapi_address_book),
    };
    this.#sources = new Sources(db);
    this.#requests = new RequestWriter(db, (table) => this.#lastId(table));
    this.#statements = prepare(db);
    this.#lastRecordId = Math.max(...Object.values(recordTables).map(({ table }) => this.#lastId(table)));
  }

  /** The last ids in use in the shared tables. */
  lastSharedIds(): LastIds {
    const of = (table: SharedTable): number => this.#lastId(sharedTables[table].table);
    return {
      dictionary: of('dictionary'),
      clientContext: of('clientContext'),
      httpProxyShared: of('httpProxyShared'),
      mapiHttpShared: of('mapiHttpShared'),
    };
  }

  /** The logs that were read to their end, as they looked then. */
  finishedLogs(): FinishedLog[] {
    return this.#sources.finished();
  }

  lastRequestId(): number {
    return this.#lastId('request');
  }

  lastSessionId(): number {
    return this.#lastId('session');
  }

  /** The id that the next record will get. */
  get nextRecordId(): number {
    return this.#lastRecordId + 1;
  }

  /** The log with this fingerprint, made when it is new; it may have been read under another path. */
  openSource(facts: SourceFacts): StoredSource {
    return this.#sources.open(facts);
  }

  /** Begins a transaction. After an error in one: `rollback`, and a new writer. */
  begin(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#db.exec('COMMIT');
  }

  rollback(): void {
    // SQLite ends the transaction by itself when the disk is full.
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
  }

  /** Stores a batch with the offset that it reaches; inside a transaction. */
  store(source: number, family: FamilyId, batch: Batch): void {
    for (const [table, values] of Object.entries(batch.shared) as [SharedTable, Value[]][]) {
      const bulk = this.#shared[table];
      const width = sharedTables[table].columns.length + 1;
      for (let at = 0; at < values.length; at += width) bulk.add(NO_VALUES, values, at);
      bulk.flush();
    }
    const firstId = this.nextRecordId;
    this.#insertRecords(source, family, batch);
    this.#insertFindings(source, batch, firstId);
    this.#sources.advance(source, batch);
  }

  /** Stores what came of the records of the same transaction. */
  storeRequests(changes: Changes, sessions: SessionChanges): void {
    this.#requests.store(changes, sessions);
  }

  /**
   * The machine whose log a source is has become known after records of it were stored. Inside the transaction, after
   * `storeRequests`.
   */
  renameSource(source: number): void {
    this.#requests.renameSource(source);
  }

  /**
   * Says how reading a log ended.
   * @param error null when all is well @param unfinished bytes of a last line that has no end yet
   */
  closeSource(
    source: number,
    state: 'complete' | 'waiting' | 'failed',
    error: string | null,
    unfinished: number,
  ): void {
    this.#sources.close(source, state, error, unfinished);
  }

  /** The highest id that was ever given, to rows that retention has deleted too. */
  #lastId(table: string): number {
    const sql = `SELECT max(coalesce((SELECT max(id) FROM ${table}), 0), coalesce((SELECT id FROM last_id WHERE name = ?), 0))`;
    return this.#db.prepare(sql).pluck().get(table) as number;
  }

  #insertRecords(source: number, family: FamilyId, { records, count }: Batch): void {
    const bulk = this.#records[family];
    const width = recordTables[family].columns.length;
    const first: Value[] = [0, source];
    for (let record = 0; record < count; record++) {
      first[0] = ++this.#lastRecordId;
      bulk.add(first, records, record * width);
    }
    bulk.flush();
  }

  #insertFindings(source: number, batch: Batch, firstId: number): void {
    const { header, reject, warn, extra } = this.#statements;
    for (const { offset, version, columns, unknown, guessed } of batch.headers) {
      const names = unknown.length === 0 ? null : JSON.stringify(unknown);
      header.run(source, offset, version, JSON.stringify(columns), names, guessed ? 1 : 0);
    }
    for (const { offset, reason, text } of batch.rejected) reject.run(source, offset, reason, text);
    for (const [record, reason] of batch.warnings) warn.run(firstId + record, reason);
    for (const [record, json] of batch.extras) extra.run(firstId + record, json);
  }
}

function prepare(db: Connection) {
  return {
    header: db.prepare(
      `INSERT OR REPLACE INTO header (source_id, byte_offset, log_version, columns, unknown_columns, guessed)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    reject: db.prepare(
      'INSERT INTO rejected_line (source_id, byte_offset, reason, text) VALUES (?, ?, ?, ?)',
    ),
    warn: db.prepare('INSERT OR IGNORE INTO record_warning (record_id, reason) VALUES (?, ?)'),
    extra: db.prepare('INSERT INTO record_extra (record_id, columns) VALUES (?, ?)'),
  };
}
