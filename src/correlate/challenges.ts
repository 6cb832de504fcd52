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

/** Of the requests that began in one minute, the one that began last and the one that ended first. */
interface Minute {
  latest: Passed;
  earliest: Passed;
}

interface Client {
  waiting: Waiting[];
  /** Its authenticated requests by the minute, for a challenge that is read after them. */
  passed: Map<number, Minute>;
  lastMs: number;
}

/** A challenge is followed by an authenticated request within this time, else it was a failure. */
export const CHALLENGE_WINDOW_MS = 30 * 60_000;

/** A start is an end minus a duration, each rounded to the millisecond. */
const ROUNDING_MS = 1;

const MINUTE_MS = 60_000;
const MOST_MINUTES = 24 * 60;
const MOST_CLIENTS = 100_000;

/** A long poll that was open before the challenge says nothing about it: the request must have begun after it. */
function follows({ startMs, endMs }: Passed, { atMs }: Waiting): boolean {
  return startMs >= atMs - ROUNDING_MS && endMs - atMs <= CHALLENGE_WINDOW_MS;
}

function remember({ passed }: Client, request: Passed): void {
  const number = Math.floor(request.startMs / MINUTE_MS);
  const minute = passed.get(number);
  if (minute === undefined) {
    if (passed.size >= MOST_MINUTES) passed.delete(Math.min(...passed.keys()));
    passed.set(number, { latest: request, earliest: request });
    return;
  }
  if (request.startMs > minute.latest.startMs) minute.latest = request;
  if (request.endMs < minute.earliest.endMs) minute.earliest = request;
}

function passedAfter({ passed }: Client, waiting: Waiting): boolean {
  const first = Math.floor((waiting.atMs - ROUNDING_MS) / MINUTE_MS);
  const last = Math.floor((waiting.atMs + CHALLENGE_WINDOW_MS) / MINUTE_MS);
  for (let number = first; number <= last; number++) {
    const minute = passed.get(number);
    if (minute !== undefined && (follows(minute.latest, waiting) || follows(minute.earliest, waiting)))
      return true;
  }
  return false;
}

/** Tells the 401s that begin a logon from those that end one. */
export class Challenges {
  readonly #clients = new Map<string, Client>();

  /** An anonymous 401. `confirm` is called, now or later, once the client got through. */
  challenged(client: string, atMs: number, confirm: () => void): void {
    const entry = this.#of(client, atMs);
    const waiting = { atMs, confirm };
    if (passedAfter(entry, waiting)) confirm();
    else entry.waiting.push(waiting);
  }

  /** An authenticated request of the client that was not refused. */
  passed(client: string, startMs: number, endMs: number): void {
    const entry = this.#of(client, endMs);
    const passed = { startMs, endMs };
    remember(entry, passed);
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
      entry = { waiting: [], passed: new Map(), lastMs: atMs };
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
