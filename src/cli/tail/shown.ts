/** Requests remembered: far more than fit between the two records of one request. */
const MOST = 10_000;

/** Remembers how requests looked when they were printed. One whose second record comes in is sent again. */
export class Shown {
  readonly #lines = new Map<number, string>();

  /** Takes what would be printed for a request. @returns whether it is new, looks different, or looks the same */
  take(id: number, line: string): 'new' | 'changed' | 'same' {
    const before = this.#lines.get(id);
    if (before === line) return 'same';
    // Set anew, so that the oldest is the first.
    this.#lines.delete(id);
    this.#lines.set(id, line);
    if (this.#lines.size > MOST) {
      for (const oldest of this.#lines.keys()) {
        this.#lines.delete(oldest);
        break;
      }
    }
    return before === undefined ? 'new' : 'changed';
  }

  /** Forgets all: another database numbers its requests anew. */
  clear(): void {
    this.#lines.clear();
  }
}
