/** A 401 without a user, waiting for the same client to get through. */
interface Waiting {
  atMs: number;
  confirm: () => void;
}

/** A request that got through. */
interface Passed {
  startMs: number;
  endMs: number;
}

interface Client {
  waiting: Waiting[];
  /** Its latest authenticated requests, for a challenge that is read after them. */
  passed: Passed[];
  lastMs: number;
}

/** A challenge is followed by an authenticated request within this time, else it was a failure. */
export const CHALLENGE_WINDOW_MS = 30 * 60_000;

/** A start is an end minus a duration, each rounded to the millisecond. */
const ROUNDING_MS = 1;

const REMEMBERED = 16;
const MOST_CLIENTS = 100_000;

/** A long poll that was open before the challenge says nothing about it: the request must have begun after it. */
function follows({ startMs, endMs }: Passed, { atMs }: Waiting): boolean {
  return startMs >= atMs - ROUNDING_MS && endMs - atMs <= CHALLENGE_WINDOW_MS;
}

/** Tells the 401s that begin a logon from those that end one. */
export class Challenges {
  readonly #clients = new Map<string, Client>();

  /** An anonymous 401. `confirm` is called, now or later, once the client got through. */
  challenged(client: string, atMs: number, confirm: () => void): void {
    const entry = this.#of(client, atMs);
    const waiting = { atMs, confirm };
    if (entry.passed.some((passed) => follows(passed, waiting))) confirm();
    else entry.waiting.push(waiting);
  }

  /** An authenticated request of the client that was not refused. */
  passed(client: string, startMs: number, endMs: number): void {
    const entry = this.#of(client, endMs);
    const passed = { startMs, endMs };
    entry.passed.push(passed);
    if (entry.passed.length > REMEMBERED) entry.passed.shift();
    if (entry.waiting.length === 0) return;
    entry.waiting = entry.waiting.filter((waiting) => {
      const done = follows(passed, waiting);
      if (done) waiting.confirm();
      return !done && endMs - waiting.atMs <= 2 * CHALLENGE_WINDOW_MS;
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
