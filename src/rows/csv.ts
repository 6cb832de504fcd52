import { stringify } from 'csv-stringify/sync';

/** Begins a CSV file: Excel takes it for UTF-8 by this. */
export const BOM = '\ufeff';

type Cell = string | number | null;

/**
 * Rows as lines of CSV with CRLF. Text that a spreadsheet would run as a formula gets a quote before it: an attacker
 * chooses the User-Agent. Numbers are left as they are, negative ones too.
 */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows] as Cell[][], {
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: {
      number: (value) => (value < 0 ? { value: String(value), escape_formulas: false } : String(value)),
    },
  });
}
