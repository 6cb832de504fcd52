const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const steps = [
  ...[10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

/** Round points in time between two, at most `most`; epoch milliseconds. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  most: number,
): { readonly stepMs: number; readonly at: readonly number[] } {
  const stepMs = steps.find((ms) => (toMs - fromMs) / ms <= most) ?? Math.ceil((toMs - fromMs) / most);
  const at: number[] = [];
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) at.push(ms);
  return { stepMs, at };
}

/** A tick as it is written: no finer than the steps between ticks. `time` is `09:12:44.031`, `date` `2026-03-04`. */
export function tickText(
  stepMs: number,
  { date, time }: { readonly date: string; readonly time: string },
): string {
  if (time.startsWith('00:00:00.000')) return date;
  if (stepMs < SECOND) return time;
  return stepMs < MINUTE ? time.slice(0, 8) : time.slice(0, 5);
}
