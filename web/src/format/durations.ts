import { locale } from '../texts/locale.ts';

const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Round durations in milliseconds, for axes. */
export const durationSteps: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  DAY,
];

/** A duration with at most two units: `326 ms`, `17.4 s`, `2 min 5 s`, `3 h 20 min`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  // Cut, not rounded: 59.96 s must not become 60 s.
  if (ms < MINUTE) return `${threeDigits.format(Math.floor(ms / 100) / 10)} s`;
  if (ms < HOUR) return twoUnits(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return twoUnits(ms, HOUR, 'h', MINUTE, 'min');
  return twoUnits(ms, DAY, 'd', HOUR, 'h');
}

function twoUnits(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small);
  const start = `${integers.format(Math.floor(ms / big))} ${bigName}`;
  return rest === 0 ? start : `${start} ${rest} ${smallName}`;
}
