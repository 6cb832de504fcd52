/** The latest changes of requests, numbered from 1 on; of older ones only the number is known. */
export class RecentChanges {
  readonly #ids: Float64Array;
  readonly #highest: Float64Array;
  readonly #before: number;
  #last = 0;

  /** @param capacity changes to remember, 16 bytes each @param highestId the highest request id before the first */
  constructor(capacity: number, highestId: number) {
    this.#ids = new Float64Array(capacity);
    this.#highest = new Float64Array(capacity);
    this.#before = highestId;
  }

  /** Number of the latest change; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The lowest number behind which every change is remembered. */
  get oldest(): number {
    // One less than fit: of the change before the first that is given, the highest id is asked for too.
    return Math.max(0, this.#last - this.#ids.length + 1);
  }

  add(ids: readonly number[]): void {
    for (const id of ids) {
      const highest = Math.max(this.highestAt(this.#last), id);
      const slot = this.#last++ % this.#ids.length;
      this.#ids[slot] = id;
      this.#highest[slot] = highest;
    }
  }

  /** Ids of the requests of the changes behind number `n`, oldest first. */
  after(n: number, limit: number): number[] {
    const ids: number[] = [];
    for (let at = n; at < Math.min(this.#last, n + limit); at++)
      ids.push(this.#ids[at % this.#ids.length] ?? 0);
    return ids;
  }

  /** Whether the change behind number `n` is of a request that was there before. */
  isOfKnown(n: number): boolean {
    return this.highestAt(n + 1) === this.highestAt(n);
  }

  /** The highest request id up to change `n`, which must be the oldest or a later one. */
  highestAt(n: number): number {
    if (n === 0) return this.#before;
    return this.#highest[(n - 1) % this.#highest.length] ?? this.#before;
  }
}
