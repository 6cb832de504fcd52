import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';

/** Facts are kept by the ten minutes in which requests ended. */
export const BUCKET_MS = 600_000;

/** What has changed is noted by the ten seconds: of busy ten minutes only a little is read from the requests. */
export const SLOT_MS = 10_000;
const SLOTS = BUCKET_MS / SLOT_MS;

/** A number since 1970. */
export const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS);
export const slotOf = (ms: number): number => Math.floor(ms / SLOT_MS);

export const bucketOfSlot = (slot: number): number => Math.floor(slot / SLOTS);
/** The slots of a bucket: the first of them, and the first of the next bucket. */
export const slotsOf = (bucket: number): [first: number, end: number] => [
  bucket * SLOTS,
  (bucket + 1) * SLOTS,
];

/** Notes when requests have changed, in the transaction that changes them. */
export class DirtySlots {
  readonly #insert: Statement;
  readonly #marked = new Set<number>();

  constructor(db: Connection) {
    this.#insert = db.prepare(
      `INSERT INTO fact_dirty (slot, touched_ms) VALUES (?, ?)
       ON CONFLICT (slot) DO UPDATE SET touched_ms = excluded.touched_ms`,
    );
  }

  /** @param ms end of a request that is new, has changed or was deleted, epoch milliseconds */
  mark(ms: number): void {
    this.#marked.add(slotOf(ms));
  }

  /** Writes down what was marked; inside the transaction. */
  store(): void {
    const now = Date.now();
    for (const slot of this.#marked) this.#insert.run(slot, now);
    this.#marked.clear();
  }
}
