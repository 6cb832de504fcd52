import { BOM, csvLines } from '../../rows/csv.ts';
import type { AnswerContext } from './context.ts';
import { cellsOf, type ListName, lists } from './lists.ts';

export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What is exported. */
export interface ExportQuery {
  list: ListName;
  /** The columns of a CSV file; NDJSON has whole rows. */
  columns: readonly string[];
  format: ExportFormat;
  /** The parameters of the list. */
  query: unknown;
  /** Where the part before this one ended; null at the beginning. */
  cursor: string | null;
}

/** A part of an export. */
export interface ExportPart {
  text: string;
  /** Null at the end. */
  next: string | null;
}

/** Rows at once: some ten milliseconds of work, so that others get their turn in between. */
const ROWS = 1_000;

/** One part of a list as text; every export is made of such, so that none holds anything while its reader is slow. */
export function exportPart(
  context: AnswerContext,
  { list, columns, format, query, cursor }: ExportQuery,
): ExportPart {
  const { rows, next } = lists[list](context, query, ROWS, cursor ?? undefined);
  if (format === 'ndjson') return { text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''), next };
  const head = cursor === null ? `${BOM}${csvLines([columns])}` : '';
  return { text: head + csvLines(rows.map((row) => cellsOf(row, columns))), next };
}
