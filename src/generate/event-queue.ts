interface Entry {
  at: number;
  order: number;
  run: () => void;
}

/** Things to do at points of simulated time, earliest first; at the same time in the order they were planned. */
export class EventQueue {
  readonly #heap: Entry[] = [];
  #order = 0;
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  /** The simulated time: epoch milliseconds, UTC. */
  get now(): number {
    return this.#now;
  }

  /** Plans something; a time that has passed means at once. */
  at(time: number, run: () => void): void {
    const heap = this.#heap;
    const entry: Entry = { at: Math.max(time, this.#now), order: this.#order, run };
    this.#order += 1;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  after(delay: number, run: () => void): void {
    this.at(this.#now + delay, run);
  }

  /** Does the earliest thing unless it lies beyond `end`; false when there is nothing left to do. */
  step(end: number): boolean {
    const first = this.#heap[0];
    if (first === undefined || first.at > end) return false;
    this.#removeFirst();
    this.#now = first.at;
    first.run();
    return true;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const leftEntry = heap[left];
      if (leftEntry === undefined) break;
      const rightEntry = heap[left + 1];
      const useRight = rightEntry !== undefined && before(rightEntry, leftEntry);
      const child = useRight ? rightEntry : leftEntry;
      if (!before(child, last)) break;
      heap[index] = child;
      index = useRight ? left + 1 : left;
    }
    heap[index] = last;
  }
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
