import type { Text } from './absent.ts';

const DASH = 45;
const DOT = 46;
const COLON = 58;
const T = 84;
const Z = 90;
const MOST_FRACTION_DIGITS = 7;
/** 0001-01-01 and 9999-12-31T23:59:59.999, the range of the product's time type. */
const EARLIEST = -62135596800000;
const LATEST = 253402300799999;

/** The day part that was read last; rows of one file nearly always share it. */
let lastDay = '';
let lastDayMs = Number.NaN;

/** Two decimal digits as a number, NaN when they are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function dayMs(text: string): number {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  if (!(year >= 1 && month >= 1 && month <= 12)) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day that the month lacks moves the date to another month.
  return date.getUTCDate() === day ? date.getTime() : Number.NaN;
}

/**
 * Milliseconds since 1970 of `yyyy-MM-ddTHH:mm:ss.fffZ` (UTC), NaN for anything else.
 *
 * Also taken: no fraction, up to seven fraction digits (cut to whole milliseconds), no `Z`. Logs write exactly
 * three digits and the `Z`; back-end cookies' times have neither.
 */
export function parseTimestamp(text: Text): number {
  if (!text || text.length < 19 || text.length > 28) return Number.NaN;
  if (!text.startsWith(lastDay) || lastDay === '') {
    const ms = dayMs(text);
    if (Number.isNaN(ms)) return ms;
    lastDay = text.slice(0, 10);
    lastDayMs = ms;
  }
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  if (
    text.charCodeAt(10) !== T ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON ||
    !(hour < 24 && minute < 60 && second < 60)
  ) {
    return Number.NaN;
  }
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === DOT) {
    const first = at + 1;
    let weight = 100;
    for (at = first; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      if (at < first + 3) fraction += digit * weight;
      weight /= 10;
    }
    if (at === first || at > first + MOST_FRACTION_DIGITS) return Number.NaN;
  }
  if (text.charCodeAt(at) === Z) at++;
  if (at !== text.length) return Number.NaN;
  return lastDayMs + hour * 3600000 + minute * 60000 + second * 1000 + fraction;
}

/** `yyyy-MM-ddTHH:mm:ss.fffZ` of milliseconds since 1970; null when that is no moment of the years 1 to 9999. */
export function formatTimestamp(ms: number): string | null {
  const whole = Math.floor(ms);
  return whole >= EARLIEST && whole <= LATEST ? new Date(whole).toISOString() : null;
}
