import { millisecondsInDay, millisecondsInHour, millisecondsInMinute } from 'date-fns/constants';
import type { Text } from './absent.ts';

const FORM = /^(-?)(?:(\d{1,8})\.)?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?$/;
const TICKS_PER_MS = 10000;
/** Most days that the product's time span type holds. */
const MOST_DAYS = 10675199;

/**
 * Milliseconds (may be fractional: the unit is 100 ns) of a .NET TimeSpan, null for anything else.
 *
 * Grammar: `[-][d.]hh:mm:ss[.fffffff]`: `00:00:00.0150000` is 15, `00:00:00` is 0, `1.02:03:04.5` is more than a
 * day. The column `processing-time` of the classic mailbox log has this form (the address book's is a plain
 * number of milliseconds), and so have the `Avg…` values of `performance-data`.
 */
export function parseTimeSpan(text: Text): number | null {
  if (!text || text.length > 26) return null;
  const parts = FORM.exec(text);
  if (parts === null) return null;
  const days = Number(parts[2] ?? 0);
  const hours = Number(parts[3]);
  const minutes = Number(parts[4]);
  const seconds = Number(parts[5]);
  if (days > MOST_DAYS || hours > 23 || minutes > 59 || seconds > 59) return null;
  const whole =
    days * millisecondsInDay + hours * millisecondsInHour + minutes * millisecondsInMinute + seconds * 1000;
  const ms = whole + Number((parts[6] ?? '').padEnd(7, '0')) / TICKS_PER_MS;
  return parts[1] === '-' && ms !== 0 ? -ms : ms;
}

/** The text that .NET writes for a time span of so many milliseconds; null when it holds no such span. */
export function formatTimeSpan(ms: number): string | null {
  const size = Math.abs(ms);
  if (!(size < MOST_DAYS * millisecondsInDay)) return null;
  let whole = Math.floor(size);
  let ticks = Math.round((size - whole) * TICKS_PER_MS);
  if (ticks === TICKS_PER_MS) {
    whole++;
    ticks = 0;
  }
  ticks += (whole % 1000) * TICKS_PER_MS;
  const seconds = Math.floor(whole / 1000);
  const days = Math.floor(seconds / 86400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const sign = ms < 0 && seconds + ticks > 0 ? '-' : '';
  return `${sign}${days > 0 ? `${days}.` : ''}${clock}${ticks > 0 ? `.${String(ticks).padStart(7, '0')}` : ''}`;
}
