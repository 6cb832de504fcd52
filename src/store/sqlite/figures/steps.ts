import type { Steps } from './shapes.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of steps that people can read off an axis. */
const LENGTHS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7].map((n) => n * DAY),
];

/**
 * Steps that cover a span of time, the shortest of which there are not too many. They begin at whole minutes, hours …
 * @param untilMs exclusive @param most how many steps at most
 */
export function stepsOf(sinceMs: number, untilMs: number, most = 120): Steps {
  const span = Math.max(1, untilMs - sinceMs);
  let bucketMs = LENGTHS.find((length) => span / length <= most - 1) ?? 7 * DAY;
  while (span / bucketMs > most - 1) bucketMs *= 2;
  const startMs = Math.floor(sinceMs / bucketMs) * bucketMs;
  return { startMs, bucketMs, count: Math.max(1, Math.ceil((untilMs - startMs) / bucketMs)) };
}
