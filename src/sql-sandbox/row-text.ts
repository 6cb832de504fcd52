import { BOM, csvLines } from '../rows/csv.ts';
import { distinctNames, jsonObject } from '../rows/json.ts';
import type { Cell, RowFormat } from './protocol.ts';

/** Writes rows in a format, row by row. The texts of all rows one after the other are the result. */
export interface RowText {
  head: string;
  row(cells: readonly Cell[], isFirst: boolean): string;
}

/** How rows with these columns look in a format. `arrays` is the inside of a JSON array. */
export function rowText(format: RowFormat, columns: readonly string[]): RowText {
  if (format === 'csv') return { head: `${BOM}${csvLines([columns])}`, row: (cells) => csvLines([cells]) };
  if (format === 'ndjson') {
    const names = distinctNames(columns);
    return { head: '', row: (cells) => `${jsonObject(names, cells)}\n` };
  }
  return { head: '', row: (cells, isFirst) => `${isFirst ? '' : ','}${JSON.stringify(cells)}` };
}

/** A value of SQLite (integers as bigint) as it goes out. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return value as string | null;
}
