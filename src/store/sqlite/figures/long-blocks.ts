import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import type { Wanted } from './blocks.ts';
import { decodeCells, type Facts } from './facts.ts';
import { decodeFailed, decodeServed, LONG_BUCKETS, LONG_MS, LONG_SLOTS, type LongRow } from './long-facts.ts';
import type { Steps } from './shapes.ts';

/** Gives the facts of six hours, where they are made and true. */
export class LongBlocks {
  readonly #ids: Statement;
  readonly #dirty: Statement;
  readonly #cells: Statement;
  readonly #facts: Statement;
  readonly #all: Statement;

  constructor(db: Connection) {
    this.#ids = db.prepare('SELECT id FROM fact_long WHERE id BETWEEN ? AND ?').pluck();
    this.#dirty = db
      .prepare(`SELECT DISTINCT slot / ${LONG_SLOTS} FROM fact_dirty WHERE slot >= ? AND slot < ?`)
      .pluck();
    this.#cells = db.prepare('SELECT cells FROM fact_long WHERE id = ?').pluck();
    const served = 'rows, facts, NULL AS sums, failed_rows, failed_facts, NULL AS failed_spent';
    this.#facts = db.prepare(`SELECT ${served} FROM fact_long WHERE id = ?`);
    this.#all = db.prepare('SELECT * FROM fact_long WHERE id = ?');
  }

  /**
   * Which six hours of a range can be told as a whole, in ascending order. Inside a transaction.
   * @param steps what is to be told apart in time; null where nothing is
   */
  within(sinceMs: number, untilMs: number, steps: Steps | null): number[] {
    const first = Math.ceil(sinceMs / LONG_MS);
    const end = Math.floor(untilMs / LONG_MS);
    if (end <= first) return [];
    const ids = new Set(this.#ids.all(2 * first, 2 * end - 1) as number[]);
    if (ids.size === 0) return [];
    const dirty = new Set(this.#dirty.all(first * LONG_SLOTS, end * LONG_SLOTS) as number[]);
    const step = (ms: number): number =>
      steps === null ? 0 : Math.floor((ms - steps.startMs) / steps.bucketMs);
    const whole: number[] = [];
    for (let number = first; number < end; number++) {
      if (!ids.has(2 * number) || !ids.has(2 * number + 1) || dirty.has(number)) continue;
      if (step(number * LONG_MS) === step((number + 1) * LONG_MS - 1)) whole.push(number);
    }
    return whole;
  }

  /** The facts of six hours that `within` has given. */
  *read(number: number, { real, noise, depth }: Pick<Wanted, 'real' | 'noise' | 'depth'>): Generator<Facts> {
    for (const isNoise of [false, true]) {
      if (isNoise ? !noise : !real) continue;
      const id = 2 * number + (isNoise ? 1 : 0);
      if (depth === 'cells') {
        yield decodeCells(number * LONG_BUCKETS, isNoise, this.#cells.get(id) as Buffer);
        continue;
      }
      type Stored = LongRow & { sums: Buffer | null; failed_spent: Buffer | null };
      const row = (depth === 'spent' ? this.#all : this.#facts).get(id) as Stored;
      yield decodeServed(number, isNoise, row);
      yield decodeFailed(number, isNoise, row);
    }
  }
}
