/** So few of the range before, or so little beside what is now, compare with nothing. */
const FEWEST = 20;
const SMALLEST_SHARE = 0.1;

/**
 * What the range before says of a number; null where too little was counted then, as when the logs begin in that range.
 * @param now how many are counted now @param then how many were counted before
 */
export function earlier(
  now: number,
  then: number | undefined,
  value: number | null | undefined,
): number | null {
  if (then === undefined || value == null) return null;
  return then >= FEWEST && then >= now * SMALLEST_SHARE ? value : null;
}
