import type { Connection } from '../database.ts';
import { holdBack, type LastIds } from './last-ids.ts';
import { sharedReferences, valueTables } from './tables.ts';

/** Rows that are read, for each row that may be deleted, in about the same time. */
const READ_FACTOR = 5;

/**
 * Deletes the shared rows to which no record refers any more: marks what the records refer to, then deletes the rest.
 *
 * Only rows that are there when it begins are deleted, and records that come later must not refer to them: a decoder
 * that remembers them may not go on, and values that are looked up are found among newer rows only (`notBelow`).
 */
export class Sweep {
  readonly #db: Connection;
  readonly #rows: number;
  readonly #lastIds: LastIds;
  readonly #marks: Map<string, Marks>;
  readonly #stages: (() => boolean)[];
  #deleted = 0;

  constructor(db: Connection, rows: number, lastIds: LastIds) {
    this.#db = db;
    this.#rows = rows;
    this.#lastIds = lastIds;
    const shared = [...new Set(sharedReferences.map(({ shared }) => shared))];
    this.#marks = new Map(shared.map((table) => [table, Marks.of(db, table)]));
    const tables = [...new Set<string>(sharedReferences.map(({ table }) => table))];
    const isShared = (table: string): boolean => shared.some((other) => other === table);
    const inner = sharedReferences
      .filter(({ table }) => isShared(table))
      .map((reference) => reference.shared);
    const outer = shared.filter((table) => !inner.some((other) => other === table));
    this.#stages = [
      () => this.#holdBack(),
      ...tables.filter((table) => !isShared(table)).map((table) => this.#marking(table)),
      ...outer.map((table) => this.#deleting(table)),
      // What only deleted shared rows referred to is not needed any more.
      ...tables.filter(isShared).map((table) => this.#marking(table)),
      ...inner.map((table) => this.#deleting(table)),
      () => this.#note(),
    ];
  }

  /** @returns whether there is more to do */
  step(): boolean {
    const stage = this.#stages[0];
    if (stage === undefined) return false;
    if (!stage()) this.#stages.shift();
    return this.#stages.length > 0;
  }

  /** From now on no value may be found in a row that may go. */
  #holdBack(): boolean {
    holdBack(
      this.#db,
      valueTables.map((table) => [table, this.#marksOf(table).last]),
    );
    return false;
  }

  #marking(table: string): () => boolean {
    const references = sharedReferences.filter((reference) => reference.table === table);
    const marks = references.map(({ shared }) => this.#marksOf(shared));
    const limit = this.#rows * READ_FACTOR;
    const read = this.#db
      .prepare(
        `SELECT id, ${references.map(({ column }) => column).join(', ')} FROM ${table}
         WHERE id > ? AND id <= ? ORDER BY id LIMIT ${limit}`,
      )
      .raw();
    const last = this.#db.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get();
    let after = 0;
    return () => {
      const rows = read.all(after, last) as (number | null)[][];
      for (const row of rows) for (const [i, mark] of marks.entries()) mark.add(row[i + 1] ?? null);
      after = rows.at(-1)?.[0] ?? after;
      return rows.length === limit;
    };
  }

  #deleting(table: string): () => boolean {
    const marks = this.#marksOf(table);
    const read = this.#db
      .prepare(`SELECT id FROM ${table} WHERE id > ? AND id <= ? ORDER BY id LIMIT ${this.#rows}`)
      .pluck();
    const remove = this.#db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`);
    const step = this.#db.transaction((ids: number[]) => {
      this.#lastIds.note();
      return remove.run(JSON.stringify(ids)).changes;
    });
    let after = 0;
    return () => {
      const ids = read.all(after, marks.last) as number[];
      const unused = ids.filter((id) => !marks.has(id));
      if (unused.length > 0) this.#deleted += step.immediate(unused);
      after = ids.at(-1) ?? after;
      return ids.length === this.#rows;
    };
  }

  #marksOf(table: string): Marks {
    const marks = this.#marks.get(table);
    if (marks === undefined) throw new Error(`no shared table ${table}`);
    return marks;
  }

  /** Says at the passes that waited for it how much there was, all of it at the latest one. */
  #note(): boolean {
    holdBack(this.#db, []);
    const last = this.#db
      .prepare('SELECT max(id) FROM retention_pass WHERE shared_values IS NULL')
      .pluck()
      .get();
    this.#db
      .prepare(
        'UPDATE retention_pass SET shared_values = CASE id WHEN ? THEN ? ELSE 0 END WHERE shared_values IS NULL',
      )
      .run(last, this.#deleted);
    return false;
  }
}

/** A bit for each id of a table. */
class Marks {
  readonly last: number;
  readonly #first: number;
  readonly #bits: Uint8Array;

  static of(db: Connection, table: string): Marks {
    const { first, last } = db
      .prepare(`SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM ${table}`)
      .get() as { first: number; last: number };
    return new Marks(first, last);
  }

  private constructor(first: number, last: number) {
    this.#first = first;
    this.last = last;
    this.#bits = new Uint8Array(Math.floor((last - first) / 8) + 1);
  }

  add(id: number | null): void {
    if (id === null || id < this.#first || id > this.last) return;
    const place = id - this.#first;
    const byte = Math.floor(place / 8);
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << (place % 8));
  }

  has(id: number): boolean {
    const place = id - this.#first;
    return ((this.#bits[Math.floor(place / 8)] ?? 0) & (1 << (place % 8))) !== 0;
  }
}
