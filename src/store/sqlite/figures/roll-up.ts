import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';
import { ChangedFacts } from './blocks.ts';
import { bucketOfSlot, slotsOf } from './dirty.ts';
import { type Encoded, encode } from './facts.ts';

/** Ten minutes whose facts are to be made anew. */
export interface Due {
  bucket: number;
  /** Slots of it that have changed, ascending, and when they last did, epoch milliseconds of the machine's clock. */
  slots: [slot: number, touchedMs: number][];
}

/** The block of ten minutes as it is stored; null where there are no requests. */
type Block = (Encoded & { rows: number }) | null;

/** Facts that were made: of requests that people caused, and of those that nobody caused. */
export interface Made {
  due: Due;
  real: Block;
  noise: Block;
}

/** The memory that made facts are in, so that another thread can be given it. */
export const buffersOf = ({ real, noise }: Made): ArrayBuffer[] =>
  [real, noise].flatMap((block) =>
    // Each of them was made for one of these alone: see `encode`.
    block === null ? [] : [block.cells, block.facts, block.spent].map(({ buffer }) => buffer as ArrayBuffer),
  );

/** Makes facts of requests; reads only, in one moment of the database. */
export class FactMaker {
  readonly make: (due: Due) => Made;

  constructor(db: Connection) {
    const changed = new ChangedFacts(db);
    const block = ({ bucket, slots }: Due, noise: boolean): Block => {
      const numbers = slots.map(([slot]) => slot);
      const whole = changed.of(bucket, numbers, noise);
      return whole.rows === 0 ? null : { rows: whole.rows, ...encode(whole) };
    };
    this.make = db.transaction((due: Due) => ({ due, real: block(due, false), noise: block(due, true) }));
  }
}

/** Brings the blocks of facts up to date, newest first; by the thread that writes. */
export class RollUp {
  readonly #maker: FactMaker;
  readonly #newest: Statement;
  readonly #touched: Statement;
  /**
   * Stores what was made of all that was due at one time, outside of transactions; not where something has changed since.
   * No other facts may have been stored since it was due: they would be undone.
   */
  readonly put: (made: readonly Made[]) => void;

  constructor(db: Connection) {
    this.#maker = new FactMaker(db);
    this.#newest = db.prepare('SELECT max(slot) FROM fact_dirty WHERE slot < ? AND touched_ms <= ?').pluck();
    this.#touched = db
      .prepare(
        'SELECT slot, touched_ms FROM fact_dirty WHERE slot >= ? AND slot < ? AND touched_ms <= ? ORDER BY slot',
      )
      .raw();
    const put = db.prepare(
      'INSERT OR REPLACE INTO fact_block (id, rows, cells, facts, spent) VALUES (?, ?, ?, ?, ?)',
    );
    const remove = db.prepare('DELETE FROM fact_block WHERE id = ?');
    const same = db.prepare('SELECT 1 FROM fact_dirty WHERE slot = ? AND touched_ms = ?');
    const clean = db.prepare('DELETE FROM fact_dirty WHERE slot = ?');
    const putBlock = (id: number, block: Block): void => {
      if (block === null) remove.run(id);
      else put.run(id, block.rows, block.cells, block.facts, block.spent);
    };
    const store = db.transaction((made: readonly Made[]) => {
      for (const { due, real, noise } of made) {
        // Something has changed since: it is due again.
        if (due.slots.some((slot) => same.get(...slot) === undefined)) continue;
        for (const [slot] of due.slots) clean.run(slot);
        putBlock(2 * due.bucket, real);
        putBlock(2 * due.bucket + 1, noise);
      }
    });
    this.put = (made) => store.immediate(made);
  }

  /**
   * The newest ten minutes of which something is to be made anew.
   * @param most so many of them at most
   * @param touchedMs only of slots in which nothing has changed since then: epoch milliseconds of the machine's clock
   */
  due(most: number, touchedMs: number): Due[] {
    const due: Due[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    while (due.length < most) {
      const newest = this.#newest.get(before, touchedMs) as number | null;
      if (newest === null) break;
      const bucket = bucketOfSlot(newest);
      const [first, end] = slotsOf(bucket);
      due.push({ bucket, slots: this.#touched.all(first, end, touchedMs) as Due['slots'] });
      before = first;
    }
    return due;
  }

  /**
   * Makes the facts of one ten minutes anew. Outside of transactions.
   * @param touchedMs as for `due`
   * @returns whether there was something to do
   */
  step(touchedMs = Number.MAX_SAFE_INTEGER): boolean {
    const due = this.due(1, touchedMs);
    this.put(due.map(this.#maker.make));
    return due.length > 0;
  }

  /** Brings all of them up to date. */
  finish(): void {
    while (this.step());
  }
}
