import type { SharedValues } from './shared-values.ts';

/** GenericInfo as it is stored: the id of its pieces, and the time stamps between them as a JSON array. */
export interface StoredInfo {
  id: number;
  /** Milliseconds relative to the record's time; null when nothing was cut out. */
  times: string | null;
}

const DAY_PREFIX = 11; // 2026-03-04T
const STAMP = 24; // 2026-03-04T09:00:00.000Z
const DAY_MS = 86_400_000;

const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};

/** Milliseconds into the day of the time stamp at `at`, or NaN if it is not exactly `…THH:mm:ss.fffZ`. */
function timeOfDay(text: string, at: number): number {
  if (
    text.charCodeAt(at + 23) !== 90 ||
    text.charCodeAt(at + 13) !== 58 ||
    text.charCodeAt(at + 16) !== 58 ||
    text.charCodeAt(at + 19) !== 46
  )
    return Number.NaN;
  const hours = digit(text, at + 11) * 10 + digit(text, at + 12);
  const minutes = digit(text, at + 14) * 10 + digit(text, at + 15);
  const seconds = digit(text, at + 17) * 10 + digit(text, at + 18);
  const millis = digit(text, at + 20) * 100 + digit(text, at + 21) * 10 + digit(text, at + 22);
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
}

/**
 * Cuts the time stamps of the record's own day out of GenericInfo: what remains is the same for nearly every
 * request and is kept once. 450 bytes a row become about 25, and the view puts the text together again.
 * @param time the record's own time stamp as written
 */
export function storeInfo(info: string, time: string, atMs: number, shared: SharedValues): StoredInfo {
  const day = time.slice(0, DAY_PREFIX);
  const dayStart = atMs - (((atMs % DAY_MS) + DAY_MS) % DAY_MS);
  let key = '';
  let times = '';
  let from = 0;
  for (let at = info.indexOf(day); at >= 0; at = info.indexOf(day, at + DAY_PREFIX)) {
    if (at < from) continue;
    const ms = timeOfDay(info, at);
    if (Number.isNaN(ms)) continue;
    key += `${info.slice(from, at)}\u0000`;
    times += times === '' ? `[${dayStart + ms - atMs}` : `,${dayStart + ms - atMs}`;
    from = at + STAMP;
  }
  key += info.slice(from);
  const id = shared.id('dictionary', `i${key}`, () => [JSON.stringify(key.split('\u0000'))]);
  return { id, times: times === '' ? null : `${times}]` };
}

/** The same for a record without a time: the whole text is one piece. */
export function storeWholeInfo(info: string, shared: SharedValues): StoredInfo {
  return { id: shared.id('dictionary', `w${info}`, () => [JSON.stringify([info])]), times: null };
}
