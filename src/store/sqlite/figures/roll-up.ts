import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import { FactRows } from './blocks.ts';
import { encode } from './facts.ts';

/** Brings the blocks of facts up to date, one ten minutes after the other, newest first. */
export class RollUp {
  readonly #rows: FactRows;
  readonly #next: Statement;
  readonly #step: (bucket: number) => void;

  constructor(db: Connection) {
    this.#rows = new FactRows(db);
    this.#next = db.prepare('SELECT max(bucket) FROM fact_dirty WHERE touched_ms <= ?').pluck();
    const put = db.prepare(
      'INSERT OR REPLACE INTO fact_block (id, rows, cells, facts, spent) VALUES (?, ?, ?, ?, ?)',
    );
    const remove = db.prepare('DELETE FROM fact_block WHERE id = ?');
    const clean = db.prepare('DELETE FROM fact_dirty WHERE bucket = ?');
    const step = db.transaction((bucket: number) => {
      const { real, noise } = this.#rows.both(bucket);
      for (const [which, rows] of [real, noise].entries()) {
        const id = 2 * bucket + which;
        if (rows.length === 0) remove.run(id);
        else {
          const { cells, facts, spent } = encode(bucket, rows);
          put.run(id, rows.length, cells, facts, spent);
        }
      }
      clean.run(bucket);
    });
    this.#step = (bucket) => step.immediate(bucket);
  }

  /**
   * Makes the facts of one ten minutes anew. Outside of transactions, by the thread that writes.
   * @param touchedMs only where nothing has changed since then: epoch milliseconds of the machine's clock
   * @returns whether there is more to do
   */
  step(touchedMs = Number.MAX_SAFE_INTEGER): boolean {
    const bucket = this.#next.get(touchedMs) as number | null;
    if (bucket === null) return false;
    this.#step(bucket);
    return true;
  }

  /** Brings all of them up to date. */
  finish(): void {
    while (this.step());
  }
}

/** What is written now will change again in a moment. */
const QUIET_MS = 5_000;
/** Share of the time that may go into it while logs are being read. */
const SHARE = 0.1;

/** Rolls up when there is time for it. */
export class PacedRollUp {
  readonly #rollUp: RollUp;
  #nextMs = 0;

  constructor(rollUp: RollUp) {
    this.#rollUp = rollUp;
  }

  /** A step when nothing else is to be done. @returns whether there is more to do */
  idle(nowMs: number): boolean {
    return this.#rollUp.step(nowMs - QUIET_MS);
  }

  /** Perhaps a step between two transactions of a long reading: questions about what is read already come meanwhile. */
  between(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    const started = performance.now();
    this.#rollUp.step(nowMs - QUIET_MS);
    this.#nextMs = nowMs + (performance.now() - started) / SHARE;
  }
}
