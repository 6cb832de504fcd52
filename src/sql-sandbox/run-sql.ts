import type { ChildProcess } from 'node:child_process';
import { startChild } from './child.ts';
import type { SqlPosition } from './position.ts';
import type { Answer, Cell, Command, Params, Query, RefusalCode, RowFormat, Truncated } from './protocol.ts';

export interface SqlOptions {
  params?: Params;
  /** Gives the plan (EXPLAIN QUERY PLAN) in place of the rows. */
  explain?: boolean;
  /** null is without a limit. */
  maxRows: number | null;
  /** Of the rows as text; without a limit when left out. */
  maxBytes?: number | null;
  timeoutMs: number;
  /** Kills the query. */
  signal?: AbortSignal;
}

/** Takes the result as it comes; the query waits while it works. */
export interface RowSink {
  columns(columns: string[]): void | Promise<void>;
  rows(rows: Cell[][]): void | Promise<void>;
}

/** The same with rows as text, see {@link RowFormat}. */
export interface TextSink {
  columns(columns: string[]): void | Promise<void>;
  rows(text: string): void | Promise<void>;
}

export interface SqlResult {
  rows: number;
  /** There were more rows, or more bytes, than allowed. */
  truncated: Truncated;
  elapsedMs: number;
}

export type SqlErrorCode =
  | RefusalCode
  | 'sql_timeout'
  | 'sql_memory'
  | 'sql_died'
  | 'sql_cancelled'
  | 'sql_busy';

/** A query that was not run, or not to its end. */
export class SqlError extends Error {
  override name = 'SqlError';
  readonly code: SqlErrorCode;
  /** What in the SQL the error is about, where that is known. */
  readonly position: SqlPosition | null;

  constructor(code: SqlErrorCode, message: string, position: SqlPosition | null = null) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

/**
 * Runs somebody's SQL on a database, read-only, in a child process that is killed at the deadline.
 * @throws SqlError
 */
export function runSql(file: string, sql: string, options: SqlOptions, sink: RowSink): Promise<SqlResult> {
  return runSqlAsText(file, sql, 'arrays', options, {
    columns: (columns) => sink.columns(columns),
    // Each portion but the first begins with a comma.
    rows: (text) => sink.rows(JSON.parse(`[${text.startsWith(',') ? text.slice(1) : text}]`) as Cell[][]),
  });
}

/**
 * As {@link runSql}, with the rows as text that the child process wrote.
 * @param child the process to run it in; it is ended
 * @throws SqlError
 */
export function runSqlAsText(
  file: string,
  sql: string,
  format: RowFormat,
  { params = [], explain = false, maxRows, maxBytes = null, timeoutMs, signal }: SqlOptions,
  sink: TextSink,
  child: ChildProcess = startChild(),
): Promise<SqlResult> {
  const started = performance.now();
  return new Promise<SqlResult>((resolve, reject) => {
    let settled = false;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
      child.kill('SIGKILL');
      act();
    };
    const fail = (error: unknown): void => settle(() => reject(error));
    const cancel = (): void => fail(new SqlError('sql_cancelled', 'cancelled'));
    const tooLate = (): SqlError =>
      new SqlError('sql_timeout', `stopped after ${timeoutMs} ms: narrow it down, or allow more time`);
    const deadline = setTimeout(() => fail(tooLate()), timeoutMs);
    signal?.addEventListener('abort', cancel);
    // What the child says is handled in order: the sink may take its time.
    let handled = Promise.resolve();
    const handle = async (answer: Answer): Promise<void> => {
      if (settled || answer.type === 'ready') return;
      if (answer.type === 'columns') await sink.columns(answer.columns);
      else if (answer.type === 'rows') {
        await sink.rows(answer.text);
        // After its last rows the child waits for nothing and may be gone.
        if (!settled && child.connected) child.send({ type: 'more' } satisfies Command, () => undefined);
      } else if (answer.type === 'refused') fail(new SqlError(answer.code, answer.message, answer.position));
      else {
        const { rows, truncated } = answer;
        settle(() => resolve({ rows, truncated, elapsedMs: performance.now() - started }));
      }
    };
    child.on('message', (answer: Answer) => {
      handled = handled.then(() => handle(answer)).catch(fail);
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4096);
    });
    child.on('error', fail);
    // `close` comes when all that it said is there.
    child.on('close', (code, killedBy) => {
      const ended = (): SqlError => {
        // Its own watchdog may be the first.
        if (performance.now() - started >= timeoutMs) return tooLate();
        // The watchdog says so, and the engine of JavaScript when its own part is full.
        if (/memory/.test(said))
          return new SqlError('sql_memory', 'needed too much memory: ask for less at a time');
        return new SqlError('sql_died', `the process of the query ended (${code ?? killedBy})`);
      };
      handled.then(() => fail(ended()));
    });
    if (signal?.aborted === true) {
      cancel();
      return;
    }
    const query: Query = { file, sql, params, explain, format, maxRows, maxBytes, timeoutMs };
    child.send({ type: 'query', query } satisfies Command, (error) => {
      if (error !== null) fail(error);
    });
  });
}
