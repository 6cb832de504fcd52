import type { Statement } from 'better-sqlite3';
import type { Value } from '../../ingest/encode/values.ts';
import type { Connection } from './database.ts';

/** Rows that one statement takes: two thirds of the time of one row a statement, and no gain beyond. */
const ROWS = 16;

/** SQLite stores it as NULL, and better-sqlite3 hands numbers over in half the time of a null: it asks for them first. */
const NULL = Number.NaN;

/** Inserts rows given as values one after another. */
export class BulkInsert {
  readonly #width: number;
  readonly #one: Statement<Value[]>;
  readonly #many: Statement<Value[]>;
  readonly #values: Value[];
  #filled = 0;

  constructor(db: Connection, table: string, columns: readonly string[]) {
    this.#width = columns.length;
    const names = columns.map((column) => `"${column}"`).join(', ');
    const row = `(${columns.map(() => '?').join(', ')})`;
    const insert = `INSERT INTO ${table} (${names}) VALUES `;
    this.#one = db.prepare<Value[]>(insert + row);
    this.#many = db.prepare<Value[]>(insert + Array(ROWS).fill(row).join(', '));
    this.#values = new Array<Value>(ROWS * this.#width);
  }

  /** Adds a row: `first`, then `width - first.length` values from `at` on. */
  add(first: readonly Value[], values: readonly Value[], at: number): void {
    const to = this.#values;
    let filled = this.#filled;
    for (const value of first) to[filled++] = value ?? NULL;
    const count = this.#width - first.length;
    for (let i = 0; i < count; i++) to[filled++] = values[at + i] ?? NULL;
    if (filled === to.length) {
      // One by one: out of an array each value costs half as much again.
      this.#many.run(...to);
      filled = 0;
    }
    this.#filled = filled;
  }

  /** Writes the rows that did not fill a statement. */
  flush(): void {
    for (let at = 0; at < this.#filled; at += this.#width)
      this.#one.run(...this.#values.slice(at, at + this.#width));
    this.#filled = 0;
  }
}
