import { Problem } from '../problems.ts';
import { type About, aboutOf, type Bounds } from './about.ts';
import type { AnswerContext } from './context.ts';

/** A place in a list: what it is sorted by, and the id of the row before it. */
export interface Place {
  key: number;
  id: number;
}

/** A part of a list, and where the next one begins; null when there is no more. */
export interface Part<Row> {
  rows: Row[];
  next: string | null;
  about: About;
}

const CURSOR = /^(-?\d{1,16}(?:\.\d{1,9})?)~(\d{1,15})~(-?\d{1,16}|)~(-?\d{1,16}|)$/;

/**
 * The place as a cursor, with the bounds of time: `now-15m` means the same on all pages of a list. Not to be taken
 * apart by whoever gets it.
 */
const cursorOf = ({ key, id }: Place, { sinceMs, untilMs }: Bounds): string =>
  `${key}~${id}~${sinceMs ?? ''}~${untilMs ?? ''}`;

function parsed(cursor: string): { place: Place; bounds: Bounds } {
  const match = CURSOR.exec(cursor);
  if (match === null) throw new Problem('bad_request', 'cursor is not one that mapiscope gave');
  const bound = (text = ''): number | undefined => (text === '' ? undefined : Number(text));
  return {
    place: { key: Number(match[1]), id: Number(match[2]) },
    bounds: { sinceMs: bound(match[3]), untilMs: bound(match[4]) },
  };
}

/** A list that is sorted by a number and an id. */
export interface Keyset<Query, Row> {
  /** At most so many rows behind a place. */
  rows(context: AnswerContext, about: About, query: Query, limit: number, after: Place | null): Row[];
  /** What it is sorted by. */
  key(row: Row, query: Query): number;
}

/**
 * A part of a list.
 * @throws Problem when the cursor or a time is none
 */
export function partOf<Query extends object, Row extends { id: number }>(
  { rows: read, key }: Keyset<Query, Row>,
  context: AnswerContext,
  query: Query,
  limit: number,
  cursor: string | undefined,
): Part<Row> {
  const { place, bounds } = cursor === undefined ? { place: null, bounds: undefined } : parsed(cursor);
  const about = aboutOf(context, query, bounds);
  // One more than asked for tells whether there are more.
  const rows = read(context, about, query, limit + 1, place);
  const more = rows.length > limit;
  if (more) rows.length = limit;
  const last = rows.at(-1);
  const next =
    more && last !== undefined ? cursorOf({ key: key(last, query), id: last.id }, about.filter) : null;
  return { rows, next, about };
}
