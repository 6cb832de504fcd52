import { millisecondsInMinute } from 'date-fns/constants';

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
  /** By the minute of their end, until the client got through; a later reading may still bring the answer. */
  waiting: Map<number, Waiting[]>;
  /** Its authenticated requests by the minute, for a challenge that is read after them. */
  passed: Map<number, Minute>;
}

/** A challenge is followed by an authenticated request within this time, else it was a failure. */
export const CHALLENGE_WINDOW_MS = 30 * 60_000;

/** A start is an end minus a duration, each rounded to the millisecond. */
const ROUNDING_MS = 1;

/** A long poll that was open before the challenge says nothing about it: the request must have begun after it. */
function follows({ startMs, endMs }: Passed, { atMs }: Waiting): boolean {
  return startMs >= atMs - ROUNDING_MS && endMs - atMs <= CHALLENGE_WINDOW_MS;
}

function remember({ passed }: Client, request: Passed): void {
  const number = Math.floor(request.startMs / millisecondsInMinute);
  const minute = passed.get(number);
  if (minute === undefined) {
    passed.set(number, { latest: request, earliest: request });
    return;
  }
  if (request.startMs > minute.latest.startMs) minute.latest = request;
  if (request.endMs < minute.earliest.endMs) minute.earliest = request;
}

function passedAfter({ passed }: Client, waiting: Waiting): boolean {
  const first = Math.floor((waiting.atMs - ROUNDING_MS) / millisecondsInMinute);
  const last = Math.floor((waiting.atMs + CHALLENGE_WINDOW_MS) / millisecondsInMinute);
  for (let number = first; number <= last; number++) {
    const minute = passed.get(number);
    if (minute !== undefined && (follows(minute.latest, waiting) || follows(minute.earliest, waiting)))
      return true;
  }
  return false;
}

/** Tells the 401s that begin a logon from those that end one. What it remembers is bounded by whoever calls `keep`. */
export class Challenges {
  readonly #clients = new Map<string, Client>();

  /** An anonymous 401. `confirm` is called, now or later, once the client got through. */
  challenged(client: string, atMs: number, confirm: () => void): void {
    const entry = this.#of(client);
    const waiting = { atMs, confirm };
    if (passedAfter(entry, waiting)) {
      confirm();
      return;
    }
    const minute = Math.floor(atMs / millisecondsInMinute);
    const others = entry.waiting.get(minute);
    if (others === undefined) entry.waiting.set(minute, [waiting]);
    else others.push(waiting);
  }

  /** An authenticated request of the client that was not refused. */
  passed(client: string, startMs: number, endMs: number): void {
    const entry = this.#of(client);
    const passed = { startMs, endMs };
    remember(entry, passed);
    if (entry.waiting.size === 0) return;
    const last = Math.floor((startMs + ROUNDING_MS) / millisecondsInMinute);
    for (
      let minute = Math.floor((endMs - CHALLENGE_WINDOW_MS) / millisecondsInMinute);
      minute <= last;
      minute++
    ) {
      const open = entry.waiting.get(minute)?.filter((waiting) => {
        const done = follows(passed, waiting);
        if (done) waiting.confirm();
        return !done;
      });
      if (open?.length === 0) entry.waiting.delete(minute);
      else if (open !== undefined) entry.waiting.set(minute, open);
    }
  }

  /** Keeps what ended at a time that is wanted, and forgets the rest. */
  keep(wanted: (ms: number) => boolean): void {
    for (const [client, entry] of this.#clients) {
      for (const [number, { latest, earliest }] of entry.passed) {
        if (!wanted(latest.endMs) && !wanted(earliest.endMs)) entry.passed.delete(number);
      }
      for (const [minute, waiting] of entry.waiting) {
        const open = waiting.filter(({ atMs }) => wanted(atMs));
        if (open.length === 0) entry.waiting.delete(minute);
        else entry.waiting.set(minute, open);
      }
      if (entry.passed.size === 0 && entry.waiting.size === 0) this.#clients.delete(client);
    }
  }

  #of(client: string): Client {
    let entry = this.#clients.get(client);
    if (entry === undefined) {
      entry = { waiting: new Map(), passed: new Map() };
      this.#clients.set(client, entry);
    }
    return entry;
  }
}
