import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import type { Conditions } from '../paging.ts';
import { BUCKET_MS, bucketOf, bucketOfSlot, SLOT_MS, slotsOf } from './dirty.ts';
import { decode, decodeCells, FACT_COLUMNS, type FactRow, type Facts, factsOf } from './facts.ts';
import { patched } from './patch.ts';

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

/** Requests by their ends: facts of the same requests are the same. */
export class FactRows {
  readonly #real: Statement;
  readonly #noise: Statement;

  constructor(db: Connection) {
    const select = (noise: string): Statement =>
      db
        .prepare(
          `SELECT ${FACT_COLUMNS} FROM request WHERE ended_ms >= ? AND ended_ms < ? AND noise ${noise}
           ORDER BY ended_ms, id`,
        )
        .raw();
    this.#real = select('IS NULL');
    this.#noise = select('IS NOT NULL');
  }

  /** The requests of some slots of a bucket, that people caused or that nobody caused. @param slots ascending */
  of(slots: readonly number[], noise: boolean): FactRow[] {
    const statement = noise ? this.#noise : this.#real;
    return runsOf(slots).flatMap(
      ([first, last]) => statement.all(first * SLOT_MS, (last + 1) * SLOT_MS) as FactRow[],
    );
  }
}

/** Numbers that follow each other, first and last of each run. */
function runsOf(numbers: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}

/** The facts of ten minutes as they are now, of which some slots have changed since their blocks were made. */
export class ChangedFacts {
  readonly #rows: FactRows;
  readonly #block: Statement;

  constructor(db: Connection) {
    this.#rows = new FactRows(db);
    this.#block = db.prepare('SELECT rows, facts, spent FROM fact_block WHERE id = ?').raw();
  }

  /** @param changed numbers of slots, ascending @param noise which requests: those that nobody caused, or the others */
  of(bucket: number, changed: readonly number[], noise: boolean): ReturnType<typeof patched> {
    const stored = this.#block.get(idOf(bucket, noise)) as [number, Buffer, Buffer] | undefined;
    const block = stored === undefined ? null : decode(bucket, noise, ...stored);
    return patched(bucket, block, changed, factsOf(bucket, noise, this.#rows.of(changed, noise)));
  }
}

/** Gives the facts of requests: from the blocks that were made of them, and from the requests where those have changed since. */
export class FactBlocks {
  readonly #db: Connection;
  readonly #changed: ChangedFacts;
  readonly #ids: Statement;
  readonly #dirty: Statement;
  readonly #facts: Statement;
  readonly #both: Statement;
  readonly #cells: Statement;

  constructor(db: Connection) {
    this.#db = db;
    this.#changed = new ChangedFacts(db);
    this.#ids = db.prepare('SELECT id FROM fact_block WHERE id BETWEEN ? AND ?').pluck();
    this.#dirty = db
      .prepare('SELECT slot FROM fact_dirty WHERE slot >= ? AND slot < ? ORDER BY slot')
      .pluck();
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
    const dirty = this.#dirtyBuckets(first, last);
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
    for (const [bucket, slots] of dirty) {
      for (const isNoise of [false, true]) {
        if (isNoise ? !noise : !real) continue;
        const facts = this.#changed.of(bucket, slots, isNoise);
        if (facts.rows > 0) yield facts;
      }
    }
  }

  /** Ten minutes that have changed since their blocks were made, with the slots of them that have. */
  #dirtyBuckets(first: number, last: number): Map<number, number[]> {
    const slots = this.#dirty.all(slotsOf(first)[0], slotsOf(last)[1]) as number[];
    return Map.groupBy(slots, bucketOfSlot);
  }

  /** Few requests, found by what only they have. */
  *#readOnly({ real, noise }: Wanted, { where, params }: Conditions): Generator<Facts> {
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
      yield factsOf(bucket, id % 2 !== 0, group);
    }
  }
}
