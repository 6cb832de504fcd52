import { millisecondsInDay } from 'date-fns/constants';
import { Recent } from './recent.ts';
import type { SharedValues } from './shared-values.ts';

const DAY_PREFIX = 11; // 2026-03-04T
const STAMP = 24; // 2026-03-04T09:00:00.000Z

/** GenericInfo without its time stamps: the pieces between them. */
interface Template {
  id: number;
  pieces: string[];
  /** Length of a text of this template. */
  length: number;
}

const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};

/** Milliseconds into the day of the time stamp at `at`, or NaN if it is not exactly `…THH:mm:ss.fffZ`. */
function timeOfDay(text: string, at: number): number {
  const marked =
    text.charCodeAt(at + 23) === 90 &&
    text.charCodeAt(at + 13) === 58 &&
    text.charCodeAt(at + 16) === 58 &&
    text.charCodeAt(at + 19) === 46;
  if (!marked) return Number.NaN;
  const hours = digit(text, at + 11) * 10 + digit(text, at + 12);
  const minutes = digit(text, at + 14) * 10 + digit(text, at + 15);
  const seconds = digit(text, at + 17) * 10 + digit(text, at + 18);
  const millis = digit(text, at + 20) * 100 + digit(text, at + 21) * 10 + digit(text, at + 22);
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
}

/**
 * Cuts the time stamps of a record's own day out of its GenericInfo: what remains is the same for nearly every
 * request and is kept once. 450 bytes a row become about 25, and the view puts the text together again.
 */
export class GenericInfoStore {
  readonly #shared: SharedValues;
  readonly #recent = new Recent<Template>();
  /** The time stamps cut out last, as a JSON array of milliseconds relative to the record's time; null for none. */
  times: string | null = null;

  constructor(shared: SharedValues) {
    this.#shared = shared;
  }

  /**
   * The id of the text's pieces; `times` then holds what stood between them.
   * @param time the record's own time stamp as written @param atMs the same; null when it has none
   */
  id(info: string, time: string, atMs: number | null): number {
    this.times = null;
    if (atMs === null) return this.#store([info]).id;
    const day = time.slice(0, DAY_PREFIX);
    const dayOffset = atMs - (((atMs % millisecondsInDay) + millisecondsInDay) % millisecondsInDay) - atMs;
    const known = this.#recent.find((template) => this.#matches(template, info, day, dayOffset));
    if (known !== undefined) return known.id;
    const pieces = this.#cut(info, day, dayOffset);
    return this.#recent.add(this.#store(pieces)).id;
  }

  /** Whether the text is of this template; then sets `times`. */
  #matches({ pieces, length }: Template, info: string, day: string, dayOffset: number): boolean {
    if (info.length !== length) return false;
    let times = '';
    let at = 0;
    for (let i = 0; i < pieces.length; i++) {
      const piece = pieces[i] as string;
      // Slices compare faster than `startsWith` at a place.
      if (info.slice(at, at + piece.length) !== piece) return false;
      at += piece.length;
      if (i === pieces.length - 1) break;
      const ms = info.slice(at, at + DAY_PREFIX) === day ? timeOfDay(info, at) : Number.NaN;
      if (Number.isNaN(ms)) return false;
      times += i === 0 ? `[${dayOffset + ms}` : `,${dayOffset + ms}`;
      at += STAMP;
    }
    this.times = times === '' ? null : `${times}]`;
    return true;
  }

  #cut(info: string, day: string, dayOffset: number): string[] {
    const pieces: string[] = [];
    let times = '';
    let from = 0;
    for (let at = info.indexOf(day); at >= 0; at = info.indexOf(day, at + DAY_PREFIX)) {
      const ms = at < from ? Number.NaN : timeOfDay(info, at);
      if (Number.isNaN(ms)) continue;
      pieces.push(info.slice(from, at));
      times += times === '' ? `[${dayOffset + ms}` : `,${dayOffset + ms}`;
      from = at + STAMP;
    }
    pieces.push(info.slice(from));
    this.times = times === '' ? null : `${times}]`;
    return pieces;
  }

  #store(pieces: string[]): Template {
    const json = JSON.stringify(pieces);
    const id = this.#shared.id('dictionary', `i${json}`, () => [json]);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0) + (pieces.length - 1) * STAMP;
    // Out of the JSON, so that the pieces do not hold on to the block of the log that they were cut from.
    return { id, pieces: JSON.parse(json) as string[], length };
  }
}
