import type { Cell } from '../../store/sqlite/view-rows.ts';
import { durationText } from '../durations.ts';
import type { Column, Tone } from '../listing.ts';

/** A row of a view. */
export type Row = Record<string, Cell>;

/** A value as text; empty where there is none. */
export const textOf = (value: Cell | undefined): string =>
  value === null || value === undefined ? '' : String(value);

/** A duration of a view with its unit; empty where there is none. */
export const durationOf = (value: Cell | undefined): string =>
  typeof value === 'number' ? durationText(value) : '';

/** `4` where it says something; a zero is left blank, so that what happened stands out. */
export const countOf = (value: Cell | undefined): string =>
  typeof value === 'number' && value > 0 ? value.toLocaleString('en') : '';

/** `EXCH01 → EXCH02`; a request that no back end saw ends at the front end. */
export function wayOf(front: Cell | undefined, back: Cell | undefined): string {
  if (textOf(back) === '') return textOf(front);
  return `${textOf(front) || '?'} → ${textOf(back)}`;
}

/** Program and version of a client: `OUTLOOK.EXE 16.0.17928.20114`. */
export const clientOf = (row: Row): string =>
  [textOf(row['client_software']), textOf(row['client_version'])].filter((part) => part !== '').join(' ');

/** A column that shows a value of the view as it is. */
export const plain = (
  name: string,
  rank: number,
  more: Partial<Column<Row>> & { head?: string } = {},
): Column<Row> => ({
  head: name.replaceAll('_', ' '),
  rank,
  value: (row) => textOf(row[name]),
  ...more,
});

/** How times of rows are written: with the day only where they are of several. */
export interface Clock {
  /** The day that all are of; null when they are of several, or there are none. */
  day: string | null;
  /** @param digits characters of the time: 8 for seconds, 12 for milliseconds */
  write(at: Cell | undefined, digits: 8 | 12): string;
}

/** The clock for these times (ISO-8601, UTC). */
export function clockFor(times: readonly (Cell | undefined)[]): Clock {
  const days = new Set(times.map((at) => textOf(at).slice(0, 10)).filter((day) => day !== ''));
  const [only = null] = days.size === 1 ? days : [];
  return {
    day: only,
    write: (at, digits) => {
      const text = textOf(at);
      if (text === '') return '';
      const time = text.slice(11, 11 + digits);
      return only === null ? `${text.slice(0, 10)} ${time}` : time;
    },
  };
}

/** How much of the records is there, where it is not all of them. */
export const EVIDENCE: Column<Row> = {
  head: 'evidence',
  rank: 4,
  value: ({ evidence }) => (evidence === 'full' ? '' : textOf(evidence).replace('_', ' ')),
  tone: () => 'yellow',
};

/** Red where there is one, nothing else. */
export const redAbove =
  (name: string) =>
  (row: Row): Tone | null =>
    Number(row[name] ?? 0) > 0 ? 'red' : null;
