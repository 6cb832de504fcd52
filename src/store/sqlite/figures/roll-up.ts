import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import { ChangedFacts } from './blocks.ts';
import { bucketOfSlot, slotsOf } from './dirty.ts';
import { encode } from './facts.ts';

/** Brings the blocks of facts up to date, one ten minutes after the other, newest first. */
export class RollUp {
  readonly #next: Statement;
  readonly #step: (bucket: number, touchedMs: number) => void;

  constructor(db: Connection) {
    const changed = new ChangedFacts(db);
    this.#next = db.prepare('SELECT max(slot) FROM fact_dirty WHERE touched_ms <= ?').pluck();
    const quiet = db
      .prepare('SELECT slot FROM fact_dirty WHERE slot >= ? AND slot < ? AND touched_ms <= ? ORDER BY slot')
      .pluck();
    const put = db.prepare(
      'INSERT OR REPLACE INTO fact_block (id, rows, cells, facts, spent) VALUES (?, ?, ?, ?, ?)',
    );
    const remove = db.prepare('DELETE FROM fact_block WHERE id = ?');
    const clean = db.prepare('DELETE FROM fact_dirty WHERE slot = ?');
    const step = db.transaction((bucket: number, touchedMs: number) => {
      const slots = quiet.all(...slotsOf(bucket), touchedMs) as number[];
      for (const noise of [false, true]) {
        const whole = changed.of(bucket, slots, noise);
        const id = 2 * bucket + Number(noise);
        if (whole.rows === 0) remove.run(id);
        else {
          const { cells, facts, spent } = encode(whole);
          put.run(id, whole.rows, cells, facts, spent);
        }
      }
      for (const slot of slots) clean.run(slot);
    });
    this.#step = (bucket, touchedMs) => step.immediate(bucket, touchedMs);
  }

  /**
   * Makes the facts of one ten minutes anew. Outside of transactions, by the thread that writes.
   * @param touchedMs only of slots in which nothing has changed since then: epoch milliseconds of the machine's clock
   * @returns whether there was something to do
   */
  step(touchedMs = Number.MAX_SAFE_INTEGER): boolean {
    const slot = this.#next.get(touchedMs) as number | null;
    if (slot === null) return false;
    this.#step(bucketOfSlot(slot), touchedMs);
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
