import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInSecond,
  millisecondsInWeek,
} from 'date-fns/constants';
import { parseTimestamp } from '../formats/values/timestamp.ts';

/** What relative times are relative to, epoch milliseconds. */
export interface TimeAnchors {
  nowMs: number;
  /** End of the newest request; null where nothing was read yet: `latest` then means now. */
  latestMs: number | null;
}

/** A text that is no time; the message says what to give. */
export class TimeExpressionError extends Error {
  override name = 'TimeExpressionError';

  constructor(text: string) {
    super(
      `${JSON.stringify(text)} is no time: give one like 2026-03-04T09:12:00Z, 2026-03-04, now-15m or latest-24h (units s, m, h, d, w)`,
    );
  }
}

const UNITS: Record<string, number> = {
  s: millisecondsInSecond,
  m: millisecondsInMinute,
  h: millisecondsInHour,
  d: millisecondsInDay,
  w: millisecondsInWeek,
};

const RELATIVE = /^(now|latest)(?:([+-])(\d{1,6})([smhdw]))?$/i;
// A pasted time may have a blank in the place of the T.
const ABSOLUTE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:\.\d{1,7})?))?(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;

/**
 * Epoch milliseconds of a time as users write it: ISO-8601 (`2026-03-04`, `2026-03-04T09:12`, `2026-03-04T10:12:44.031+01:00`;
 * UTC without a zone, like the logs), or relative to the clock (`now-15m`) or to the newest request (`latest-24h`).
 * @throws TimeExpressionError
 */
export function timeOf(text: string, { nowMs, latestMs }: TimeAnchors): number {
  const trimmed = text.trim();
  const relative = RELATIVE.exec(trimmed);
  const ms =
    relative === null ? absolute(trimmed) : (isNow(relative) ? nowMs : (latestMs ?? nowMs)) + shift(relative);
  if (!Number.isFinite(ms)) throw new TimeExpressionError(text);
  return ms;
}

const isNow = ([, anchor = '']: RegExpExecArray): boolean => anchor.toLowerCase() === 'now';

function shift([, , sign, count = '0', unit = 's']: RegExpExecArray): number {
  const ms = Number(count) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  return sign === '-' ? -ms : ms;
}

function absolute(text: string): number {
  const match = ABSOLUTE.exec(text);
  if (match === null) return Number.NaN;
  const [, day = '', minute = '00:00', second = '00', sign, hours = '0', minutes = '0'] = match;
  const zone = (Number(hours) * 60 + Number(minutes)) * millisecondsInMinute;
  if (Number(hours) > 14 || Number(minutes) > 59) return Number.NaN;
  return parseTimestamp(`${day}T${minute}:${second}`) - (sign === '-' ? -zone : zone);
}
