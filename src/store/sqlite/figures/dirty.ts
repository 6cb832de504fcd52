import type { Statement } from 'better-sqlite3';
import type { Connection } from '../database.ts';

/** Facts are kept by the ten minutes in which requests ended. */
export const BUCKET_MS = 600_000;

export const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS);

/** Notes which ten minutes have changed, in the transaction that changes them. */
export class DirtyBuckets {
  readonly #insert: Statement;
  readonly #marked = new Set<number>();

  constructor(db: Connection) {
    this.#insert = db.prepare(
      `INSERT INTO fact_dirty (bucket, touched_ms) VALUES (?, ?)
       ON CONFLICT (bucket) DO UPDATE SET touched_ms = excluded.touched_ms`,
    );
  }

  /** @param ms end of a request that is new, has changed or was deleted, epoch milliseconds */
  mark(ms: number): void {
    this.#marked.add(bucketOf(ms));
  }

  /** Writes down what was marked; inside the transaction. */
  store(): void {
    const now = Date.now();
    for (const bucket of this.#marked) this.#insert.run(bucket, now);
    this.#marked.clear();
  }
}
