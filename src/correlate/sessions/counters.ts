/** Counters that were seen without a gap between them, and since when one above the gap before them was known. */
export type CounterRange = [from: number, to: number, sinceMs: number];

/**
 * The counters of a context's requests (`R:{guid}:n`), so far as is needed to tell which of them no log has. Bounded:
 * where there are many gaps, the lowest are counted and forgotten.
 */
export interface Counters {
  /** In order, with at least one counter missing between two. */
  counters: CounterRange[];
  /** Counters missing in gaps that were forgotten; null when that can't be told any more. */
  missedEarlier: number | null;
  /** The counter above the highest forgotten gap. */
  missedBelow: number;
}

/** What is missing of a context; null where it can't be told. */
export interface Missing {
  all: number;
  /** Of these, what may still be under way at the end of the context's last request: its record comes when it ends. */
  open: number;
}

const MOST_RANGES = 64;

/** No client loses so many requests in a row: such a step says that the numbers are no plain count. */
const MOST_IN_A_ROW = 10_000;

/** A long poll lasts up to 5 minutes; requests with higher counters end before it. */
const UNDER_WAY_MS = 6 * 60_000;

/** Enters the counter of a request that ended then; counters may come twice: the legs of a logon have the same. */
export function enterCounter(account: Counters, n: number, endMs: number): void {
  const { counters } = account;
  let at = counters.length - 1;
  while (at >= 0 && n < (counters[at] as CounterRange)[0]) at--;
  // The range that it lies in or above, and the one above it.
  const below = counters[at];
  const above = counters[at + 1];
  if (below !== undefined && n <= below[1]) {
    // In what was a gap before it was forgotten: seen before, or missed until now.
    if (n < account.missedBelow) account.missedEarlier = null;
    return;
  }
  if (below === undefined && n < account.missedBelow) account.missedEarlier = null;
  const joinsBelow = below !== undefined && n === below[1] + 1;
  const joinsAbove = above !== undefined && n === above[0] - 1;
  if (joinsBelow && joinsAbove) {
    below[1] = above[1];
    counters.splice(at + 1, 1);
  } else if (joinsBelow) below[1] = n;
  else if (joinsAbove) above[0] = n;
  else {
    counters.splice(at + 1, 0, [n, n, above === undefined ? endMs : above[2]]);
    if (counters.length > MOST_RANGES) forgetLowest(account);
  }
}

function forgetLowest(account: Counters): void {
  const [first, second] = account.counters;
  if (first === undefined || second === undefined) return;
  const gap = second[0] - first[1] - 1;
  if (gap > MOST_IN_A_ROW) account.missedEarlier = null;
  if (account.missedEarlier !== null) account.missedEarlier += gap;
  account.missedBelow = second[0];
  account.counters.splice(0, 2, [first[0], second[1], first[2]]);
}

/** The counters between the first and the last one seen that no log has. @param endedMs end of the last request */
export function missingOf({ counters, missedEarlier }: Counters, endedMs: number): Missing | null {
  if (missedEarlier === null || counters.length === 0) return null;
  let all = missedEarlier;
  let open = 0;
  for (let at = 1; at < counters.length; at++) {
    const [from, , sinceMs] = counters[at] as CounterRange;
    const gap = from - (counters[at - 1] as CounterRange)[1] - 1;
    if (gap > MOST_IN_A_ROW) return null;
    all += gap;
    if (sinceMs > endedMs - UNDER_WAY_MS) open += gap;
  }
  return { all, open };
}
