import type { SqlPosition } from './position.ts';

/**
 * A value that SQLite gives: integers beyond 2^53 as text, blobs as hexadecimal text, infinity as the text `Infinity`: JSON
 * has none.
 */
export type Cell = string | number | null;

/** Values for a query: by place, or by name without the sigil. */
export type Params = readonly Cell[] | Record<string, Cell>;

/** How the rows come: `arrays` are JSON arrays with commas between them, `ndjson` objects a line, `csv` lines. */
export type RowFormat = 'arrays' | 'ndjson' | 'csv';

/** Which limit was met, or null when the result is whole. */
export type Truncated = 'rows' | 'bytes' | null;

/** To the child process: one query. */
export interface Query {
  file: string;
  sql: string;
  params: Params;
  /** Gives the plan in place of the rows. */
  explain: boolean;
  format: RowFormat;
  /** null is without a limit. */
  maxRows: number | null;
  /** Of the rows as text; null is without a limit. */
  maxBytes: number | null;
  timeoutMs: number;
}

export type RefusalCode = 'sql_error' | 'sql_refused';

/** From the child process. After each `rows` it waits for `more`. */
export type Answer =
  | { type: 'ready' }
  | { type: 'columns'; columns: string[] }
  | { type: 'rows'; text: string }
  | { type: 'end'; rows: number; truncated: Truncated }
  | { type: 'refused'; code: RefusalCode; message: string; position: SqlPosition | null };

export type Command = { type: 'query'; query: Query } | { type: 'more' };

/** What the watchdog of the child process is given, and what it writes to standard error before it kills. */
export interface Watched {
  /** Bytes that the process may have. */
  memory: number;
}
export const TOO_MUCH_MEMORY = 'too much memory';
