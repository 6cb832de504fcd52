import { styleText } from 'node:util';
import type { Terminal } from './status-line.ts';
import { cut, padEnd, printable, width } from './text.ts';

export type Tone = 'red' | 'yellow' | 'green' | 'gray';

/** One column of a list for people. */
export interface Column<Row> {
  head: string;
  /** What stands there; an empty text where there is nothing. */
  value(row: Row): string;
  /** Numbers and durations stand at the right. */
  right?: boolean;
  /** Where there is no room the columns of the highest rank go first. */
  rank: number;
  /** How narrow it may get, what is longer is cut (…); without it nothing is ever cut. */
  least?: number;
  /** Its colour on a terminal; what it says is in the words as well. */
  tone?(row: Row): Tone | null;
}

const GAP = '  ';

/** Where a list is printed: how wide it is, null where nothing is to be cut, and what colours it shows. */
export interface Paper {
  columns: number | null;
  stream: Terminal;
}

/** How wide a terminal is; where there is none, what the variable COLUMNS says; else null. */
export function paperOf(stream: Terminal): Paper {
  const told = Number(process.env['COLUMNS']);
  const columns = stream.isTTY === true ? (stream.columns ?? 80) : null;
  return { columns: columns ?? (Number.isSafeInteger(told) && told > 0 ? told : null), stream };
}

/**
 * Rows as lines with a heading. Columns without any value are left out, and those for which there is no room, by their rank;
 * then the widest of those that may be cut are cut until all fit.
 */
export function listLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paper: Paper,
): string[] {
  const filled = columns
    .map((column) => ({ column, texts: rows.map((row) => printable(column.value(row))) }))
    .filter(({ texts }) => texts.some((text) => text !== ''))
    .map(({ column, texts }) => ({ column, texts, room: Math.max(...[column.head, ...texts].map(width)) }));
  const shown = fitted(filled, paper.columns);
  const line = (cells: readonly string[]): string => cells.join(GAP).trimEnd();
  return [
    line(shown.map(({ column, room }) => aligned(column, column.head, room))),
    line(shown.map(({ room }) => '─'.repeat(room))),
    ...rows.map((row, at) =>
      line(
        shown.map(({ column, texts, room }) =>
          toned(column.tone?.(row) ?? null, aligned(column, texts[at] ?? '', room), paper.stream),
        ),
      ),
    ),
  ];
}

interface Filled<Row> {
  column: Column<Row>;
  texts: string[];
  room: number;
}

function fitted<Row>(filled: readonly Filled<Row>[], columns: number | null): Filled<Row>[] {
  const shown = [...filled];
  if (columns === null) return shown;
  const needed = (room: (one: Filled<Row>) => number): number =>
    shown.reduce((sum, one) => sum + room(one), GAP.length * (shown.length - 1));
  const least = ({ column, room }: Filled<Row>): number => Math.min(room, column.least ?? room);
  while (shown.length > 1 && needed(least) > columns) {
    const worst = shown.reduce((a, b) => (b.column.rank >= a.column.rank ? b : a));
    shown.splice(shown.indexOf(worst), 1);
  }
  for (let over = needed(({ room }) => room) - columns; over > 0; over--) {
    const loose = shown.filter((one) => one.room > least(one));
    if (loose.length === 0) break;
    loose.reduce((a, b) => (b.room > a.room ? b : a)).room--;
  }
  return shown;
}

function aligned<Row>({ right }: Column<Row>, text: string, room: number): string {
  const short = cut(text, room);
  return right === true ? ' '.repeat(Math.max(0, room - width(short))) + short : padEnd(short, room);
}

const toned = (tone: Tone | null, text: string, stream: Terminal): string =>
  tone === null ? text : styleText(tone, text, { stream: stream as NodeJS.WriteStream });
