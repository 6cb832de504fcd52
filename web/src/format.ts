import { locale } from './texts.ts';

/** A point in time as the page writes it. */
export interface LocalTime {
  /** `2026-03-04` */
  readonly date: string;
  /** `09:12:44.031` */
  readonly time: string;
  /** `UTC+01:00`; `UTC` without a difference */
  readonly offset: string;
}

/** The zone the page writes times in: that of the browser. */
export const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1234567` → `1,234,567` */
export function formatNumber(value: number): string {
  return integers.format(value);
}

/** A share of a whole; never 100 % while something is left. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return percents.format(0);
  const share = Math.min(part / whole, 1);
  return percents.format(share < 1 ? Math.min(share, 0.99) : 1);
}

/** Bytes in steps of 1024, named as file managers and the command line name them: `13.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${threeDigits.format(value)} ${units[unit] ?? ''}`;
}

/** A duration with at most two units: `326 ms`, `7.4 s`, `2 min 5 s`, `3 h 20 min`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  if (ms < 10 * SECOND) return `${threeDigits.format(Math.floor(ms / 100) / 10)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return twoUnits(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return twoUnits(ms, HOUR, 'h', MINUTE, 'min');
  return twoUnits(ms, DAY, 'd', HOUR, 'h');
}

/** A point in time (ISO-8601) in a zone; null when the text is no time. */
export function formatTime(iso: string, zone: string): LocalTime | null {
  const date = new Date(iso);
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

/** From when to when, to the minute, with the length: `2026-03-04 09:00 – 12:30, 3 h 30 min`. */
export function formatRange(firstIso: string, lastIso: string, zone: string): string | null {
  const first = formatTime(firstIso, zone);
  const last = formatTime(lastIso, zone);
  if (first === null || last === null) return null;
  const start = `${first.date} ${first.time.slice(0, 5)}`;
  const end = last.date === first.date ? last.time.slice(0, 5) : `${last.date} ${last.time.slice(0, 5)}`;
  return `${start} – ${end}, ${formatDuration(Date.parse(lastIso) - Date.parse(firstIso))}`;
}

/** A MAPI status code: small ones in decimal, the others as the unsigned hexadecimal they are known by. */
export function formatStatusCode(code: number): string {
  const unsigned = code >>> 0;
  return unsigned < 0x10000 ? String(unsigned) : `0x${unsigned.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** The folders of a path and, from the last separator on, its name; either kind of slash, whatever machine wrote it. */
export function splitPath(path: string): { readonly folders: string; readonly name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), 0);
  return { folders: path.slice(0, at), name: path.slice(at) };
}

/** The first label of a host name; addresses stay whole. */
export function shortHost(host: string): string {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
  return host.split('.')[0] || host;
}

function twoUnits(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small);
  const start = `${Math.floor(ms / big)} ${bigName}`;
  return rest === 0 ? start : `${start} ${rest} ${smallName}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function dateTimes(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, {
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
