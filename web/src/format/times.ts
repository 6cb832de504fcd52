import { formatDuration } from './durations.ts';

/** A point in time as the UI writes it: dates in the order that all countries read alike, hours from 0 to 23. */
export interface WrittenTime {
  /** `2026-03-04` */
  readonly date: string;
  /** `09:12:44.031` */
  readonly time: string;
  /** `UTC+01:00`; `UTC` without a difference */
  readonly offset: string;
}

/** The zone of the browser. */
export const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A point in time (ISO-8601 or epoch milliseconds) in a zone; null when the text is no time. */
export function formatTime(at: string | number, zone: string): WrittenTime | null {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of dateTimes(zone).formatToParts(date)) parts[type] = value;
  const { year, month, day, hour, minute, second, fractionalSecond, timeZoneName } = parts;
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}.${fractionalSecond}`,
    offset: (timeZoneName ?? '').replace('GMT', 'UTC').replace('UTC+00:00', 'UTC'),
  };
}

/** `2026-03-04 09:12`; empty when the text is no time. */
export function formatMinute(at: string | number, zone: string): string {
  const written = formatTime(at, zone);
  return written === null ? '' : `${written.date} ${written.time.slice(0, 5)}`;
}

/** `2026-03-04 09:12:44.031 UTC+01:00`; empty when the text is no time. */
export function formatExact(at: string | number, zone: string): string {
  const written = formatTime(at, zone);
  return written === null ? '' : `${written.date} ${written.time} ${written.offset}`;
}

/** From when to when, to the minute, with the length: `2026-03-04 09:00 – 12:30, 3 h 30 min`. */
export function formatRange(first: string | number, last: string | number, zone: string): string | null {
  const from = formatTime(first, zone);
  const to = formatTime(last, zone);
  if (from === null || to === null) return null;
  const start = `${from.date} ${from.time.slice(0, 5)}`;
  const end = to.date === from.date ? to.time.slice(0, 5) : `${to.date} ${to.time.slice(0, 5)}`;
  return `${start} – ${end}, ${formatDuration(new Date(last).getTime() - new Date(first).getTime())}`;
}

/** Epoch milliseconds of a wall clock `2026-03-04 09:12:44` in a zone; null when it is no time. */
export function timeIn(wall: string, zone: string): number | null {
  const asUtc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The difference of the zone depends on the time that is looked for: the second guess is right but for the hour that a change of the clock skips or repeats.
  let guess = asUtc;
  for (let i = 0; i < 2; i++) guess = asUtc - differenceAt(guess, zone);
  return guess;
}

/** By how much a zone is ahead of UTC at a time, milliseconds. */
function differenceAt(at: number, zone: string): number {
  const written = formatTime(at, zone);
  return written === null ? 0 : Date.parse(`${written.date}T${written.time}Z`) - at;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function dateTimes(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
  formatters.set(zone, made);
  return made;
}
