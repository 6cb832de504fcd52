import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import type { Conditions } from '../paging.ts';
import { BUCKET_MS, bucketOf } from './dirty.ts';
import { decode, decodeCells, encode, FACT_COLUMNS, type FactRow, type Facts } from './facts.ts';

/** How much of requests is wanted: how many there are of each kind, all facts, or also who spent their time. */
export type Depth = 'cells' | 'facts' | 'spent';

/** Which facts are wanted. */
export interface Wanted {
  /** End of the requests, epoch milliseconds, `untilMs` exclusive; ten minutes that reach over an end are given whole. */
  sinceMs: number;
  untilMs: number;
  /** Requests that people caused, and those that nobody caused. */
  real: boolean;
  noise: boolean;
  depth: Depth;
  /** Only these requests: conditions on the view `requests`; null for all. */
  only: Conditions | null;
}

const idOf = (bucket: number, noise: boolean): number => 2 * bucket + (noise ? 1 : 0);

/** The requests of a bucket by their ends: blocks of the same requests are the same. */
export class FactRows {
  readonly #real: Statement;
  readonly #all: Statement;

  constructor(db: Connection) {
    const select = (noise: string): Statement =>
      db
        .prepare(
          `SELECT ${FACT_COLUMNS}, noise IS NOT NULL FROM request WHERE ended_ms >= ? AND ended_ms < ? ${noise}
           ORDER BY ended_ms, id`,
        )
        .raw();
    this.#real = select('AND noise IS NULL');
    this.#all = select('');
  }

  /** Those that people caused. */
  real(bucket: number): FactRow[] {
    return this.#real.all(bucket * BUCKET_MS, (bucket + 1) * BUCKET_MS) as FactRow[];
  }

  /** Those that people caused, and those that nobody caused. */
  both(bucket: number): { real: FactRow[]; noise: FactRow[] } {
    const rows = this.#all.all(bucket * BUCKET_MS, (bucket + 1) * BUCKET_MS) as FactRow[];
    const isNoise = (row: FactRow): boolean => row.at(-1) === 1;
    return { real: rows.filter((row) => !isNoise(row)), noise: rows.filter(isNoise) };
  }
}

/** Gives the facts of requests: from the blocks that were made of them, and from the requests where those have changed since. */
export class FactBlocks {
  readonly #db: Connection;
  readonly #rows: FactRows;
  readonly #ids: Statement;
  readonly #dirty: Statement;
  readonly #facts: Statement;
  readonly #both: Statement;
  readonly #cells: Statement;

  constructor(db: Connection) {
    this.#db = db;
    this.#rows = new FactRows(db);
    this.#ids = db.prepare('SELECT id FROM fact_block WHERE id BETWEEN ? AND ?').pluck();
    this.#dirty = db.prepare('SELECT bucket FROM fact_dirty WHERE bucket BETWEEN ? AND ?').pluck();
    this.#cells = db.prepare('SELECT cells FROM fact_block WHERE id = ?').pluck();
    this.#facts = db.prepare('SELECT rows, facts FROM fact_block WHERE id = ?').raw();
    this.#both = db.prepare('SELECT rows, facts, spent FROM fact_block WHERE id = ?').raw();
  }

  /** Inside a transaction: what is given is of one moment. */
  *read(wanted: Wanted): Generator<Facts> {
    const { sinceMs, untilMs, real, noise, depth, only } = wanted;
    const spent = depth === 'spent';
    if (untilMs <= sinceMs) return;
    if (only !== null) {
      yield* this.#readOnly(wanted, only);
      return;
    }
    const first = bucketOf(sinceMs);
    const last = bucketOf(untilMs - 1);
    const dirty = new Set(this.#dirty.all(first, last) as number[]);
    const ids = this.#ids.all(idOf(first, false), idOf(last, true)) as number[];
    for (const id of ids) {
      const isNoise = id % 2 !== 0;
      const bucket = Math.floor(id / 2);
      if ((isNoise ? !noise : !real) || dirty.has(bucket)) continue;
      const fromMs = bucket * BUCKET_MS;
      if (depth === 'cells' && fromMs >= sinceMs && fromMs + BUCKET_MS <= untilMs) {
        yield decodeCells(bucket, isNoise, this.#cells.get(id) as Buffer);
        continue;
      }
      const block = (spent ? this.#both : this.#facts).get(id) as [number, Buffer, Buffer?];
      yield decode(bucket, isNoise, block[0], block[1], block[2] ?? null);
    }
    for (const bucket of dirty) {
      const found = noise ? this.#rows.both(bucket) : { real: this.#rows.real(bucket), noise: [] };
      for (const isNoise of [false, true]) {
        const rows = isNoise ? found.noise : found.real;
        if ((isNoise ? !noise : !real) || rows.length === 0) continue;
        const encoded = encode(bucket, rows);
        yield decode(bucket, isNoise, rows.length, encoded.facts, spent ? encoded.spent : null);
      }
    }
  }

  /** Few requests, found by what only they have. */
  *#readOnly({ real, noise, depth }: Wanted, { where, params }: Conditions): Generator<Facts> {
    const rows = this.#db
      .prepare(
        `SELECT noise IS NOT NULL, ${FACT_COLUMNS} FROM request
         WHERE id IN (SELECT id FROM requests WHERE ${where.join(' AND ')}) ORDER BY ended_ms, id`,
      )
      .raw()
      .all(params) as [noise: number, ...FactRow][];
    const groups = new Map<number, FactRow[]>();
    for (const [isNoise, ...row] of rows) {
      if (isNoise === 1 ? !noise : !real) continue;
      const id = idOf(bucketOf(row[0]), isNoise === 1);
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [row]);
      else group.push(row);
    }
    for (const [id, group] of groups) {
      const bucket = Math.floor(id / 2);
      const encoded = encode(bucket, group);
      yield decode(
        bucket,
        id % 2 !== 0,
        group.length,
        encoded.facts,
        depth === 'spent' ? encoded.spent : null,
      );
    }
  }
}
