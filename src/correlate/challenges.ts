/** A 401 without a user, waiting for the same client to get through. */
interface Waiting {
  atMs: number;
  confirm: () => void;
}

interface Client {
  waiting: Waiting[];
  /** Ends of its latest authenticated requests, for a challenge that is read after them. */
  passed: number[];
  lastMs: number;
}

/** A challenge is followed by an authenticated request within this time, else it was a failure. */
export const CHALLENGE_WINDOW_MS = 30 * 60_000;

const REMEMBERED = 16;
const MOST_CLIENTS = 100_000;

/** Tells the 401s that begin a logon from those that end one. */
export class Challenges {
  readonly #clients = new Map<string, Client>();

  /** An anonymous 401. `confirm` is called, now or later, once the client got through. */
  challenged(client: string, atMs: number, confirm: () => void): void {
    const entry = this.#of(client, atMs);
    if (entry.passed.some((passed) => passed >= atMs && passed - atMs <= CHALLENGE_WINDOW_MS)) confirm();
    else entry.waiting.push({ atMs, confirm });
  }

  /** An authenticated request of the client that was not refused. */
  passed(client: string, atMs: number): void {
    const entry = this.#of(client, atMs);
    entry.passed.push(atMs);
    if (entry.passed.length > REMEMBERED) entry.passed.shift();
    if (entry.waiting.length === 0) return;
    entry.waiting = entry.waiting.filter((waiting) => {
      const follows = atMs >= waiting.atMs && atMs - waiting.atMs <= CHALLENGE_WINDOW_MS;
      if (follows) waiting.confirm();
      return !follows && atMs - waiting.atMs <= 2 * CHALLENGE_WINDOW_MS;
    });
  }

  #of(client: string, atMs: number): Client {
    let entry = this.#clients.get(client);
    if (entry === undefined) {
      if (this.#clients.size >= MOST_CLIENTS) this.#forget(atMs);
      entry = { waiting: [], passed: [], lastMs: atMs };
      this.#clients.set(client, entry);
    }
    entry.lastMs = Math.max(entry.lastMs, atMs);
    return entry;
  }

  /** Drops clients out of reach of the window; all of them when none is (memory stays bounded). */
  #forget(nowMs: number): void {
    for (const [client, entry] of this.#clients) {
      if (nowMs - entry.lastMs > 2 * CHALLENGE_WINDOW_MS) this.#clients.delete(client);
    }
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.clear();
  }
}
