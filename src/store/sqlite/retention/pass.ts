import { millisecondsInHour } from 'date-fns/constants';
import type { Connection } from '../database.ts';
import { DirtySlots } from '../figures/dirty.ts';
import { ExpiredAccounts } from './expired-accounts.ts';
import type { LastIds } from './last-ids.ts';
import type { DeletedRecord, RecordBlocks } from './record-blocks.ts';
import { afterRequests, beforeRequests, type DerivedTable, requestReferences } from './tables.ts';

/** Why data is deleted: it is too old, or the database too large. */
export type Reason = 'age' | 'size';

/**
 * Records without a request wait this long behind the cutoff: the records of a request that stays may be older than
 * it, by as much as the join reaches (20 minutes).
 */
const STRAY_MS = millisecondsInHour;

interface ExpiredRequest {
  id: number;
  ended_ms: number;
  front_id: number | null;
  back_id: number | null;
  classic_id: number | null;
}

/** Deletes everything before one point in time, oldest first, a bounded number of rows in each step. */
export class Pass {
  readonly reason: Reason;
  readonly cutoffMs: number;
  readonly #db: Connection;
  readonly #rows: number;
  readonly #blocks: RecordBlocks;
  readonly #lastIds: LastIds;
  readonly #dirty: DirtySlots;
  readonly #expired: ExpiredAccounts;
  readonly #statements: ReturnType<typeof prepare>;
  /** What is left to do; each says whether it has to be called again. */
  readonly #stages: (() => boolean)[];
  #id: number | null = null;
  #nowMs = 0;
  #startedMs: number | null = null;
  #deletedAny = false;

  constructor(
    db: Connection,
    options: {
      reason: Reason;
      cutoffMs: number;
      rows: number;
      blocks: RecordBlocks;
      lastIds: LastIds;
    },
  ) {
    this.#db = db;
    this.reason = options.reason;
    this.cutoffMs = options.cutoffMs;
    this.#rows = options.rows;
    this.#blocks = options.blocks;
    this.#lastIds = options.lastIds;
    this.#dirty = new DirtySlots(db);
    this.#expired = new ExpiredAccounts(db);
    this.#statements = prepare(db);
    this.#stages = [
      ...beforeRequests.map((table) => this.#derived(table)),
      () => this.#requests(),
      ...afterRequests.map((table) => this.#derived(table)),
      () => this.#fullBlocks(),
      () => this.#openBlock(),
      () => this.#rejectedLines(),
    ];
  }

  /** Whether anything was deleted so far. */
  get deletedAny(): boolean {
    return this.#deletedAny;
  }

  /** One transaction. @returns whether there is more to do */
  step(nowMs: number): boolean {
    this.#nowMs = nowMs;
    this.#startedMs ??= nowMs;
    const stage = this.#stages[0];
    if (stage === undefined) return false;
    if (!this.#db.transaction(stage).immediate()) this.#stages.shift();
    return this.#stages.length > 0;
  }

  #derived({ table, key, old, order, first, counted }: DerivedTable): () => boolean {
    const find = this.#db
      .prepare(`SELECT r.${key} FROM ${table} r WHERE ${old} ORDER BY ${order} LIMIT ${this.#rows}`)
      .pluck();
    const statements = [
      ...first,
      `DELETE FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(:keys))`,
    ].map((sql) => this.#db.prepare(sql));
    return () => {
      const found = find.all({ cutoff: this.cutoffMs });
      if (found.length === 0) return false;
      this.#lastIds.note();
      const keys = JSON.stringify(found);
      for (const statement of statements) statement.run({ keys });
      this.#count(counted === null ? {} : { [counted]: found.length });
      return found.length === this.#rows;
    };
  }

  /** A request and its records go together, or stay together. */
  #requests(): boolean {
    const { expiredRequests, deleteRequests, deleteRecords } = this.#statements;
    const requests = expiredRequests.all(this.cutoffMs, this.#rows) as ExpiredRequest[];
    if (requests.length === 0) return false;
    this.#lastIds.note();
    this.#expired.add(
      requests.map(({ id }) => id),
      this.cutoffMs,
    );
    deleteRequests.run(JSON.stringify(requests.map(({ id }) => id)));
    const records: DeletedRecord[] = [];
    for (const { column, remove } of deleteRecords) {
      const ids = requests.flatMap((request) => request[column] ?? []);
      if (ids.length > 0) records.push(...(remove.all(JSON.stringify(ids)) as DeletedRecord[]));
    }
    for (const { ended_ms } of requests) this.#dirty.mark(ended_ms);
    this.#dirty.store();
    this.#forget(records);
    this.#count({ requests: requests.length, records: records.length });
    return requests.length === this.#rows;
  }

  #fullBlocks(): boolean {
    const block = this.#blocks.nextBefore(this.cutoffMs - STRAY_MS);
    if (block === null) return false;
    this.#strays(block);
    return true;
  }

  #openBlock(): boolean {
    this.#strays(null);
    return false;
  }

  #strays(block: number | null): void {
    this.#lastIds.note();
    const records = this.#blocks.delete(block, this.cutoffMs - STRAY_MS);
    if (records.length === 0) return;
    this.#forget(records);
    this.#count({ records: records.length });
  }

  #rejectedLines(): boolean {
    const { changes } = this.#statements.deleteRejected.run(this.cutoffMs, this.#rows);
    if (changes > 0) this.#count({ rejected: changes });
    return changes === this.#rows;
  }

  /** What hangs on deleted records, and their number at their logs. */
  #forget(records: readonly DeletedRecord[]): void {
    const { deleteWarnings, deleteExtras, expire } = this.#statements;
    const ids = JSON.stringify(records.map(({ id }) => id));
    deleteWarnings.run(ids);
    deleteExtras.run(ids);
    const bySource = new Map<number, number>();
    for (const { source_id } of records) bySource.set(source_id, (bySource.get(source_id) ?? 0) + 1);
    for (const [source, count] of bySource) expire.run(count, source);
  }

  #count({ requests = 0, records = 0, sessions = 0, rejected = 0 }): void {
    this.#deletedAny = true;
    if (this.#id === null) {
      const { lastInsertRowid } = this.#statements.begin.run(
        this.reason,
        this.cutoffMs,
        this.#startedMs,
        this.#nowMs,
      );
      this.#id = Number(lastInsertRowid);
    }
    this.#statements.advance.run(this.#nowMs, requests, records, sessions, rejected, this.#id);
  }
}

function prepare(db: Connection) {
  const listed = '(SELECT value FROM json_each(?))';
  return {
    expiredRequests: db.prepare(
      'SELECT id, ended_ms, front_id, back_id, classic_id FROM request WHERE ended_ms < ? ORDER BY ended_ms LIMIT ?',
    ),
    deleteRequests: db.prepare(`DELETE FROM request WHERE id IN ${listed}`),
    deleteRecords: requestReferences.map(({ column, table }) => ({
      column,
      remove: db.prepare(`DELETE FROM ${table} WHERE id IN ${listed} RETURNING id, source_id`),
    })),
    deleteWarnings: db.prepare(`DELETE FROM record_warning WHERE record_id IN ${listed}`),
    deleteExtras: db.prepare(`DELETE FROM record_extra WHERE record_id IN ${listed}`),
    // A rejected line has no time: it goes when all of its log is old.
    deleteRejected: db.prepare(
      `DELETE FROM rejected_line WHERE id IN (
         SELECT line.id FROM source s CROSS JOIN rejected_line line ON line.source_id = s.id
         WHERE coalesce(s.last_ms, s.modified_ms) < ? LIMIT ?)`,
    ),
    expire: db.prepare('UPDATE source SET expired = expired + ? WHERE id = ?'),
    begin: db.prepare(
      `INSERT INTO retention_pass (reason, cutoff_ms, started_ms, ended_ms, requests, records, sessions, rejected_lines)
       VALUES (?, ?, ?, ?, 0, 0, 0, 0)`,
    ),
    advance: db.prepare(
      `UPDATE retention_pass SET ended_ms = ?, requests = requests + ?, records = records + ?, sessions = sessions + ?,
         rejected_lines = rejected_lines + ? WHERE id = ?`,
    ),
  };
}
