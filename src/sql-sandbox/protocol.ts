/** A value that SQLite gives: integers beyond 2^53 as text, blobs as hexadecimal text. */
export type Cell = string | number | null;

/** To the child process: one query. */
export interface Query {
  file: string;
  sql: string;
  params: readonly Cell[] | Record<string, Cell>;
  maxRows: number;
}

/** From the child process. After each `rows` it waits for `more`. */
export type Answer =
  | { type: 'columns'; columns: string[] }
  | { type: 'rows'; rows: Cell[][] }
  | { type: 'end'; rows: number; truncated: boolean }
  | { type: 'refused'; code: 'sql_error' | 'sql_not_read_only'; message: string };

export type Command = { type: 'query'; query: Query } | { type: 'more' };
