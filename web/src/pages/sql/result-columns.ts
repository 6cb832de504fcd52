import type { SqlAnswer } from '../../api/types.ts';

type Cell = SqlAnswer['rows'][number][number];

/** What a column of a result holds, as far as its values tell. */
export interface ResultColumn {
  readonly index: number;
  readonly name: string;
  /** Whether all its values are numbers. */
  readonly numeric: boolean;
  /** Whether all its values are points in time: ISO-8601 text, or epoch milliseconds by its name. */
  readonly time: boolean;
  /** Pixels that most of its values fit in. */
  readonly width: number;
}

const SAMPLE = 200;
const CHARACTER_PX = 7.5;
/** Heads are bold. */
const HEAD_CHARACTER_PX = 8.5;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?Z?)?$/;

/** The columns of a result; how they are shown follows from their first rows. */
export function resultColumns({ columns, rows }: SqlAnswer): ResultColumn[] {
  const sample = rows.slice(0, SAMPLE);
  return columns.map((name, index) => {
    const values = sample.map((row) => row[index] ?? null).filter((value) => value !== null);
    const some = values.length > 0;
    const numeric = some && values.every((value) => typeof value === 'number');
    const longest = Math.max(0, ...values.map((value) => String(value).length));
    const needed = Math.max(name.length * HEAD_CHARACTER_PX, longest * CHARACTER_PX) + 20;
    return {
      index,
      name,
      numeric,
      time: some && values.every((value) => timeOf(name, value) !== null),
      width: Math.round(Math.min(Math.max(needed, 64), 380)),
    };
  });
}

/** Epoch milliseconds of a value, null where it is no point in time. */
export function timeOf(name: string, value: Cell | undefined): number | null {
  if (typeof value === 'number')
    return /(?:^|_)(?:started|ended|at|time|hour|day|bucket|minute).*_ms$/.test(name) ? value : null;
  if (typeof value !== 'string' || !ISO.test(value)) return null;
  const withZone = /Z$/.test(value) || value.length === 10 ? value : `${value.replace(' ', 'T')}Z`;
  const time = Date.parse(/T\d\dZ$/.test(withZone) ? withZone.replace('Z', ':00Z') : withZone);
  return Number.isNaN(time) ? null : time;
}

/** A chart of a result: its columns along the axis and over it. */
export interface ChartChoice {
  readonly kind: 'line' | 'bar';
  readonly x: string;
  readonly y: readonly string[];
}

/** The chart that fits a result; null where nothing in it can be drawn. */
export function fittingChart(
  columns: readonly ResultColumn[],
  wanted: ChartChoice | null,
): ChartChoice | null {
  const names = new Set(columns.map(({ name }) => name));
  if (wanted !== null && names.has(wanted.x) && wanted.y.every((name) => names.has(name))) return wanted;
  const along = columns.find(({ time }) => time) ?? columns.find(({ numeric }) => !numeric) ?? columns[0];
  const over = columns.filter((column) => column.numeric && column !== along);
  if (along === undefined || over.length === 0) return null;
  return { kind: along.time ? 'line' : 'bar', x: along.name, y: over.slice(0, 3).map(({ name }) => name) };
}
