import { recordTables } from '../../tables.ts';
import type { Connection } from '../database.ts';

/** Ids in a block. Record ids are given over all record tables in the order of reading, so a block is near in time. */
export const BLOCK_IDS = 4096;

/** A record that was deleted. */
export interface DeletedRecord {
  id: number;
  source_id: number;
}

/** A record without a readable time is as old as the latest one of its log. */
const TIME =
  'coalesce(r.at_ms, (SELECT coalesce(s.last_ms, s.modified_ms) FROM source s WHERE s.id = r.source_id))';

/** Classic records of one request may be hours apart, so that its other records are older than the join reaches. */
const inUse: Partial<Record<string, string>> = {
  [recordTables.mapi_client_access.table]: 'SELECT 1 FROM request q WHERE q.classic_id = r.id',
  [recordTables.mapi_address_book.table]: 'SELECT 1 FROM request q WHERE q.classic_id = r.id',
  [recordTables.mapi_http.table]:
    'SELECT 1 FROM request q WHERE q.back_id = r.id AND q.classic_id IS NOT NULL',
};

/** Finds old records by blocks of ids, each with the time of its oldest record, and deletes them. */
export class RecordBlocks {
  readonly #statements: ReturnType<typeof prepare>;
  /** The first block that is not full yet. */
  #open: number;

  constructor(db: Connection) {
    this.#statements = prepare(db);
    this.#open = (this.#statements.noted.get() as number | undefined) ?? 0;
  }

  /**
   * Notes the next block that has become full.
   * @returns false when every full block is noted
   */
  note(): boolean {
    const last = this.#statements.last.get() as number;
    if (last < (this.#open + 1) * BLOCK_IDS) return false;
    this.#statements.note(this.#open, this.#oldestIn(this.#open));
    this.#open++;
    return true;
  }

  /** No record is older; epoch milliseconds, null when there is none. */
  oldestMs(): number | null {
    const noted = this.#statements.oldest.get() as number | null;
    const open = this.#oldestIn(this.#open);
    return noted === null || open === null ? (noted ?? open) : Math.min(noted, open);
  }

  /** A full block that may have records before the cutoff. */
  nextBefore(cutoffMs: number): number | null {
    return (this.#statements.next.get(cutoffMs) as number | undefined) ?? null;
  }

  /**
   * Deletes the records of a block that are older than the cutoff, other than those of a request that stays.
   * @param block null: the one that is not full
   */
  delete(block: number | null, cutoffMs: number): DeletedRecord[] {
    const [from, to] = idsOf(block ?? this.#open);
    const deleted = this.#statements.tables.flatMap(
      (table) => table.delete.all(from, to, cutoffMs) as DeletedRecord[],
    );
    if (block !== null) {
      const oldest = this.#oldestIn(block);
      // What has to stay though it is old is looked at again with the next cutoff.
      if (oldest === null) this.#statements.forget.run(block);
      else this.#statements.raise.run(Math.max(oldest, cutoffMs), block);
    }
    return deleted;
  }

  #oldestIn(block: number): number | null {
    const [from, to] = idsOf(block);
    let oldest: number | null = null;
    for (const table of this.#statements.tables) {
      const ms = table.oldest.get(from, to) as number | null;
      if (ms !== null && (oldest === null || ms < oldest)) oldest = ms;
    }
    return oldest;
  }
}

const idsOf = (block: number): [from: number, to: number] => [block * BLOCK_IDS, (block + 1) * BLOCK_IDS - 1];

function prepare(db: Connection) {
  const tables = Object.values(recordTables).map(({ table }) => table);
  const add = db.prepare('INSERT OR REPLACE INTO record_block (number, oldest_ms) VALUES (?, ?)');
  const noted = db.prepare(
    "INSERT INTO last_id (name, id) VALUES ('record_block', ?) ON CONFLICT (name) DO UPDATE SET id = excluded.id",
  );
  return {
    last: db
      .prepare(
        `SELECT max(${tables.map((table) => `coalesce((SELECT max(id) FROM ${table}), 0)`).join(', ')})`,
      )
      .pluck(),
    noted: db.prepare("SELECT id FROM last_id WHERE name = 'record_block'").pluck(),
    note: db.transaction((block: number, oldestMs: number | null) => {
      if (oldestMs !== null) add.run(block, Math.floor(oldestMs));
      noted.run(block + 1);
    }),
    oldest: db.prepare('SELECT min(oldest_ms) FROM record_block').pluck(),
    next: db
      .prepare('SELECT number FROM record_block WHERE oldest_ms < ? ORDER BY oldest_ms LIMIT 1')
      .pluck(),
    raise: db.prepare('UPDATE record_block SET oldest_ms = ? WHERE number = ?'),
    forget: db.prepare('DELETE FROM record_block WHERE number = ?'),
    tables: tables.map((table) => ({
      oldest: db.prepare(`SELECT min(${TIME}) FROM ${table} r WHERE r.id BETWEEN ? AND ?`).pluck(),
      delete: db.prepare(
        `DELETE FROM ${table} AS r WHERE r.id BETWEEN ? AND ? AND ${TIME} < ?
           ${inUse[table] === undefined ? '' : `AND NOT EXISTS (${inUse[table]})`} RETURNING id, source_id`,
      ),
    })),
  };
}
