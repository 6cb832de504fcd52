import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Cell, Command, Query } from './protocol.ts';

export interface SqlOptions {
  /** Positional values, or values by name without the sigil. */
  params?: readonly Cell[] | Record<string, Cell>;
  maxRows: number;
  timeoutMs: number;
}

/** Takes the result as it comes; the query waits while it works. */
export interface RowSink {
  columns(columns: string[]): void | Promise<void>;
  rows(rows: Cell[][]): void | Promise<void>;
}

export interface SqlResult {
  rows: number;
  /** There were more rows than asked for. */
  truncated: boolean;
  elapsedMs: number;
}

/** A query that was not run, or not to its end. */
export class SqlError extends Error {
  override name = 'SqlError';
  readonly code: 'sql_error' | 'sql_not_read_only' | 'sql_timeout' | 'sql_died';

  constructor(code: SqlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs somebody's SQL on a database, read-only, in a child process that is killed at the deadline.
 * @throws SqlError
 */
export function runSql(file: string, sql: string, options: SqlOptions, sink: RowSink): Promise<SqlResult> {
  const started = performance.now();
  const runner = fileURLToPath(new URL(`./runner${path.extname(import.meta.url)}`, import.meta.url));
  const child = fork(runner, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--max-old-space-size=512'],
  });
  return new Promise<SqlResult>((resolve, reject) => {
    let settled = false;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      child.kill('SIGKILL');
      act();
    };
    const fail = (error: unknown): void => settle(() => reject(error));
    const deadline = setTimeout(() => {
      fail(
        new SqlError(
          'sql_timeout',
          `stopped after ${options.timeoutMs} ms: narrow it down, or allow more time`,
        ),
      );
    }, options.timeoutMs);
    // What the child says is handled in order: the sink may take its time.
    let handled = Promise.resolve();
    const handle = async (answer: Answer): Promise<void> => {
      if (answer.type === 'columns') await sink.columns(answer.columns);
      else if (answer.type === 'rows') {
        await sink.rows(answer.rows);
        // After its last rows the child waits for nothing and may be gone.
        if (!settled && child.connected) child.send({ type: 'more' } satisfies Command, () => undefined);
      } else if (answer.type === 'refused') fail(new SqlError(answer.code, answer.message));
      else {
        const { rows, truncated } = answer;
        settle(() => resolve({ rows, truncated, elapsedMs: performance.now() - started }));
      }
    };
    child.on('message', (answer: Answer) => {
      handled = handled.then(() => handle(answer)).catch(fail);
    });
    child.on('error', fail);
    child.on('exit', (code) => {
      handled.then(() =>
        fail(
          new SqlError('sql_died', `the query's process ended (${code}): it may have needed too much memory`),
        ),
      );
    });
    const query: Query = { file, sql, params: options.params ?? [], maxRows: options.maxRows };
    child.send({ type: 'query', query } satisfies Command, (error) => {
      if (error !== null) fail(error);
    });
  });
}
