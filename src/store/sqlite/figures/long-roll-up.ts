import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import { decode, decodeCells } from './facts.ts';
import { LONG_BUCKETS, LONG_SLOTS, LongFacts } from './long-facts.ts';

/** Six hours that are being made. */
interface Work {
  number: number;
  version: number;
  /** Blocks of ten minutes that were put in. */
  done: number;
  real: LongFacts;
  noise: LongFacts;
}

/** What changed is likely to change again: records of the other server, of a log that is read late. */
const QUIET_MS = 60_000;

/**
 * Makes the facts of six hours of the blocks of ten minutes, newest first, ten minutes at a time: none of its steps
 * keeps the thread that writes for long.
 */
export class LongRollUp {
  readonly #next: Statement;
  readonly #block: Statement;
  readonly #cells: Statement;
  readonly #store: (work: Work) => void;
  #work: Work | null = null;

  constructor(db: Connection) {
    this.#next = db.prepare(
      `SELECT number, version FROM fact_long_due d WHERE touched_ms <= ? AND NOT EXISTS
         (SELECT 1 FROM fact_dirty WHERE slot >= d.number * ${LONG_SLOTS} AND slot < (d.number + 1) * ${LONG_SLOTS})
       ORDER BY number DESC LIMIT 1`,
    );
    this.#block = db.prepare('SELECT rows, facts, spent FROM fact_block WHERE id = ?').raw();
    this.#cells = db.prepare('SELECT cells FROM fact_block WHERE id = ?').pluck();
    const version = db.prepare('SELECT version FROM fact_long_due WHERE number = ?').pluck();
    const clear = db.prepare('DELETE FROM fact_long_due WHERE number = ?');
    const put = db.prepare(
      `INSERT OR REPLACE INTO fact_long (id, cells, rows, facts, sums, failed_rows, failed_facts, failed_spent)
       VALUES (:id, :cells, :rows, :facts, :sums, :failed_rows, :failed_facts, :failed_spent)`,
    );
    const store = db.transaction((work: Work) => {
      // Blocks that were made anew meanwhile: they are due again.
      if (version.get(work.number) !== work.version) return;
      put.run({ id: 2 * work.number, ...work.real.encode() });
      put.run({ id: 2 * work.number + 1, ...work.noise.encode() });
      clear.run(work.number);
    });
    this.#store = (work) => store.immediate(work);
  }

  /**
   * Puts ten minutes to the six hours that are being made. Outside of transactions, by the thread that writes.
   * @param nowMs six hours are left alone while their last change is a minute ago at that time; epoch milliseconds
   * @returns whether there is more to do
   */
  step(nowMs = Number.MAX_SAFE_INTEGER): boolean {
    this.#work ??= this.#begin(nowMs - QUIET_MS);
    const work = this.#work;
    if (work === null) return false;
    const bucket = work.number * LONG_BUCKETS + work.done++;
    for (const noise of [false, true]) {
      const id = 2 * bucket + (noise ? 1 : 0);
      const cells = this.#cells.get(id) as Buffer | undefined;
      if (cells === undefined) continue;
      (noise ? work.noise : work.real).add(decodeCells(bucket, noise, cells), () =>
        decode(bucket, noise, ...(this.#block.get(id) as [number, Buffer, Buffer])),
      );
    }
    if (work.done < LONG_BUCKETS) return true;
    this.#work = null;
    this.#store(work);
    return true;
  }

  /** Makes all that are due. */
  finish(): void {
    while (this.step());
  }

  #begin(touchedMs: number): Work | null {
    const due = this.#next.get(touchedMs) as Pick<Work, 'number' | 'version'> | undefined;
    if (due === undefined) return null;
    const [real, noise] = [new LongFacts(due.number, false), new LongFacts(due.number, true)];
    return { ...due, done: 0, real, noise };
  }
}
