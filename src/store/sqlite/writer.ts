import { failureOf, measuresOf } from '../../correlate/facts.ts';
import type { Changes } from '../../correlate/join.ts';
import { type Request, restored } from '../../correlate/request.ts';
import type { SessionChanges } from '../../correlate/sessions/sessions.ts';
import type { FamilyId, Kind } from '../../formats/family.ts';
import type { Batch, Header, ReaderState } from '../../ingest/batch.ts';
import type { LastIds, SharedTable } from '../../ingest/encode/shared-values.ts';
import type { Value } from '../../ingest/encode/values.ts';
import type { FinishedLog } from '../../ingest/messages.ts';
import { recordTables, sharedTables, type TableShape } from '../tables.ts';
import { BulkInsert } from './bulk-insert.ts';
import type { Connection } from './database.ts';
import { DirtySlots } from './figures/dirty.ts';
import { SeriesIds } from './series-ids.ts';
import { SessionWriter } from './session-writer.ts';
import { StoredRequests } from './stored-requests.ts';

/** A log as the store keeps it. */
export interface StoredSource {
  id: number;
  kind: Kind;
  offset: number;
  tailHash: string;
  records: number;
  /** The machine whose log it is, as far as it is known. */
  server: string | null;
  /** The header in force at the offset. */
  header: Header | null;
  state: ReaderState | null;
}

/** What is known of a log before it is read. */
export interface SourceFacts {
  path: string;
  kind: Kind;
  fingerprint: string;
  size: number | null;
  /** Bytes on disk or in an archive. */
  storedSize: number;
  modifiedMs: number;
  server: string | null;
}

/** Columns of `request` that indexes have. */
const keyColumns = ['ended_ms', 'outcome', 'noise', 'session_id'];

const requestColumns = [
  'id',
  ...keyColumns,
  'started_ms',
  'front_id',
  'back_id',
  'classic_id',
  'series_id',
  'failure_class',
  'failure_id',
  'answered',
  'duration_ms',
  'client_stream_ms',
  'front_end_ms',
  'routing_ms',
  'backend_ms',
  'queue_ms',
];

/** The records of a request end within this time of each other, milliseconds: what the join looks through. */
const JOIN_REACH_MS = 20 * 60_000;

const NO_VALUES: Value[] = [];

/** Writes what ingest has found. One writer a database: the only one that gives record ids. */
export class Writer {
  readonly #db: Connection;
  readonly #shared: Record<SharedTable, BulkInsert>;
  readonly #records: Record<FamilyId, BulkInsert>;
  readonly #requests: BulkInsert;
  readonly #sessions: SessionWriter;
  readonly #series: SeriesIds;
  readonly #dirty: DirtySlots;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #stored: StoredRequests;
  readonly #idOnly: Value[] = [0];
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
    this.#requests = new BulkInsert(db, 'request', requestColumns);
    this.#dirty = new DirtySlots(db);
    this.#sessions = new SessionWriter(db, this.#dirty);
    this.#series = new SeriesIds(db, (table) => this.#lastId(table));
    this.#stored = new StoredRequests(db);
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
    return this.#statements.finished.all() as FinishedLog[];
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
    const { find, add, touch, lastHeader } = this.#statements;
    const known = find.get(facts.fingerprint) as
      | (Omit<StoredSource, 'header' | 'state'> & { state: string | null })
      | undefined;
    if (known === undefined) {
      const { lastInsertRowid } = add.run(facts);
      return {
        id: Number(lastInsertRowid),
        kind: facts.kind,
        offset: 0,
        tailHash: '',
        records: 0,
        server: facts.server,
        header: null,
        state: null,
      };
    }
    // The path by which it was seen last is where the raw lines are.
    touch.run({ ...facts, id: known.id });
    const row = lastHeader.get(known.id) as
      | { byte_offset: number; log_version: string | null; columns: string; guessed: number }
      | undefined;
    const header =
      row === undefined
        ? null
        : {
            offset: row.byte_offset,
            version: row.log_version,
            columns: JSON.parse(row.columns) as string[],
            unknown: [],
            guessed: row.guessed === 1,
          };
    const state = known.state === null ? null : (JSON.parse(known.state) as ReaderState);
    return { ...known, header, state };
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
    this.#statements.advance.run({
      id: source,
      offset: batch.offset,
      tailHash: batch.tailHash,
      records: batch.count,
      rejected: batch.rejected.length,
      warnings: batch.warnings.length,
      firstMs: batch.firstMs,
      lastMs: batch.lastMs,
      server: batch.state.server,
      state: JSON.stringify(batch.state),
    });
  }

  /** Stores what came of the records of the same transaction. */
  storeRequests({ requests, challenges }: Changes, sessions: SessionChanges): void {
    for (const request of requests) this.#putRequest(request);
    this.#requests.flush();
    for (const { id } of challenges) {
      const endedMs = this.#statements.confirmChallenge.get(id) as number | undefined;
      if (endedMs !== undefined) this.#dirty.mark(endedMs);
    }
    this.#sessions.store(sessions);
    this.#dirty.store();
    for (const request of requests) {
      request.stored = true;
      request.keys = null;
    }
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
    this.#statements.close.run(state, error, unfinished, source);
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

  /**
   * The machine whose log a source is has become known after records of it were stored: their requests get the series
   * that names it. Inside the transaction, after `storeRequests`.
   */
  renameSource(source: number): void {
    const { ofSource, moveSeries } = this.#statements;
    const ids = ofSource.all({ source, reachMs: JOIN_REACH_MS }) as number[];
    for (const stored of this.#stored.withIds(ids)) {
      const request = restored(stored);
      moveSeries.run(this.#series.of(request), request.id);
      this.#dirty.mark(request.endedMs);
    }
    this.#dirty.store();
  }

  #putRequest(request: Request): void {
    const { id, stored, startedMs, endedMs, front, back, classic, outcome, failureClass, noise } = request;
    const { session, keys } = request;
    const spent = measuresOf(request);
    const failure = failureOf(request);
    const values = [
      endedMs,
      outcome,
      noise,
      session,
      startedMs,
      front?.recordId ?? null,
      back?.recordId ?? null,
      classic?.recordId ?? null,
      this.#series.of(request),
      failureClass,
      failure === null ? null : this.#series.failure(failure),
      front?.backEndStatus === 200 ? 1 : 0,
      spent.durationMs,
      spent.clientStreamMs,
      spent.frontEndMs,
      spent.routingMs,
      spent.backendMs,
      spent.queueMs,
    ];
    this.#dirty.mark(endedMs);
    if (keys !== null) this.#dirty.mark(keys.endedMs);
    if (stored) {
      const same =
        keys !== null &&
        keys.endedMs === endedMs &&
        keys.outcome === outcome &&
        keys.noise === noise &&
        keys.session === session;
      // SQLite puts an entry of an index anew whether its column has another value or not.
      if (same) this.#statements.changeRest.run(...values.slice(keyColumns.length), id);
      else this.#statements.changeRequest.run(...values, id);
    } else {
      this.#idOnly[0] = id;
      this.#requests.add(this.#idOnly, values, 0);
    }
  }
}

const changing = (columns: readonly string[]): string =>
  `UPDATE request SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`;

function prepare(db: Connection) {
  return {
    find: db.prepare(
      'SELECT id, kind, offset, tail_hash AS tailHash, reader_state AS state, records, server FROM source WHERE fingerprint = ?',
    ),
    add: db.prepare(
      `INSERT INTO source (fingerprint, path, kind, server, modified_ms, size, stored_size)
       VALUES (:fingerprint, :path, :kind, :server, :modifiedMs, :size, :storedSize)`,
    ),
    touch: db.prepare(
      "UPDATE source SET path = :path, size = max(coalesce(size, 0), coalesce(:size, 0)), modified_ms = :modifiedMs, stored_size = :storedSize, state = 'reading' WHERE id = :id",
    ),
    finished: db.prepare(
      `SELECT path, stored_size AS storedSize, modified_ms AS modifiedMs FROM source WHERE state = 'complete' AND offset >= size`,
    ),
    lastHeader: db.prepare(
      `SELECT byte_offset, log_version, columns, guessed FROM header WHERE source_id = ?
       ORDER BY byte_offset DESC LIMIT 1`,
    ),
    advance: db.prepare(
      `UPDATE source SET offset = :offset, tail_hash = :tailHash, reader_state = :state, records = records + :records,
         rejected = rejected + :rejected, warnings = warnings + :warnings,
         first_ms = min(coalesce(first_ms, :firstMs), coalesce(:firstMs, first_ms)),
         last_ms = max(coalesce(last_ms, :lastMs), coalesce(:lastMs, last_ms)),
         server = coalesce(:server, server)
       WHERE id = :id`,
    ),
    close: db.prepare(
      'UPDATE source SET state = ?, last_error = ?, size = max(coalesce(size, 0), offset + ?) WHERE id = ?',
    ),
    header: db.prepare(
      `INSERT OR REPLACE INTO header (source_id, byte_offset, log_version, columns, unknown_columns, guessed)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    reject: db.prepare(
      'INSERT INTO rejected_line (source_id, byte_offset, reason, text) VALUES (?, ?, ?, ?)',
    ),
    warn: db.prepare('INSERT OR IGNORE INTO record_warning (record_id, reason) VALUES (?, ?)'),
    extra: db.prepare('INSERT INTO record_extra (record_id, columns) VALUES (?, ?)'),
    confirmChallenge: db
      .prepare(
        `UPDATE request SET outcome = 'challenge', failure_class = NULL, failure_id = NULL WHERE id = ?
         RETURNING ended_ms`,
      )
      .pluck(),
    changeRequest: db.prepare(changing(requestColumns.slice(1))),
    changeRest: db.prepare(changing(requestColumns.slice(1 + keyColumns.length))),
    moveSeries: db.prepare('UPDATE request SET series_id = ? WHERE id = ?'),
    // Ends of a request's records differ by less than the join reaches; of classic rows there are few.
    ofSource: db
      .prepare(
        `SELECT q.id FROM source s JOIN request q ON q.ended_ms BETWEEN s.first_ms - :reachMs AND s.last_ms + :reachMs
         JOIN mapi_http_record b ON b.id = q.back_id WHERE s.id = :source AND b.source_id = :source
         UNION SELECT q.id FROM request q JOIN mapi_client_access_record k ON k.id = q.classic_id
         WHERE q.classic_id IS NOT NULL AND k.source_id = :source`,
      )
      .pluck(),
  };
}
