import type { ChildProcess } from 'node:child_process';
import { startChild } from './child.ts';
import type { RowFormat } from './protocol.ts';
import { runSqlAsText, SqlError, type SqlOptions, type SqlResult, type TextSink } from './run-sql.ts';

export interface SqlLimits {
  /** Queries that run at the same time. */
  running: number;
  /** Queries of one caller among them: somebody else always gets in. */
  runningEach: number;
  /** Queries that wait, and those of one caller among them; one more is refused. */
  waiting: number;
  waitingEach: number;
  /** How long a query waits at most, in milliseconds. */
  waitMs: number;
}

export const SQL_LIMITS: SqlLimits = {
  running: 4,
  runningEach: 3,
  waiting: 64,
  waitingEach: 32,
  waitMs: 10_000,
};

interface Waiting {
  caller: string;
  /** Gives it its turn. */
  start(): void;
}

/**
 * Runs queries of many callers on one database, few at a time, so that a thousand of them are neither a thousand processes
 * nor a delay for others. Keeps a process started for the next query.
 */
export class SqlQueue {
  readonly #file: string;
  readonly #limits: SqlLimits;
  readonly #running = new Map<string, number>();
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #spare: ChildProcess | null = null;

  constructor(file: string, limits: SqlLimits = SQL_LIMITS) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Queries that run and that wait now. */
  get counts(): { running: number; waiting: number } {
    const running = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    return { running, waiting: this.#waiting.length };
  }

  /**
   * As {@link runSqlAsText}, when it is the caller's turn. Its deadline counts from then.
   * @throws SqlError `sql_busy` when too many wait, or it has waited too long
   */
  async run(
    caller: string,
    sql: string,
    format: RowFormat,
    options: SqlOptions,
    sink: TextSink,
  ): Promise<SqlResult> {
    const closing = this.#closing.signal;
    const signal = options.signal === undefined ? closing : AbortSignal.any([closing, options.signal]);
    await this.#turn(caller, signal);
    try {
      const child = this.#take();
      return await runSqlAsText(this.#file, sql, format, { ...options, signal }, sink, child);
    } finally {
      this.#leave(caller);
      if (!closing.aborted) this.#startSpare();
    }
  }

  /** Ends what runs and waits. */
  close(): void {
    this.#closing.abort();
    this.#spare?.kill('SIGKILL');
    this.#spare = null;
  }

  #mayStart(caller: string): boolean {
    const { running, runningEach } = this.#limits;
    return this.counts.running < running && (this.#running.get(caller) ?? 0) < runningEach;
  }

  #enter(caller: string): void {
    this.#running.set(caller, (this.#running.get(caller) ?? 0) + 1);
  }

  #leave(caller: string): void {
    const left = (this.#running.get(caller) ?? 1) - 1;
    if (left === 0) this.#running.delete(caller);
    else this.#running.set(caller, left);
    const next = this.#waiting.find((waiting) => this.#mayStart(waiting.caller));
    next?.start();
  }

  /** Waits for the turn of a caller, and counts it as running. */
  async #turn(caller: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new SqlError('sql_cancelled', 'cancelled');
    if (this.#mayStart(caller)) {
      this.#enter(caller);
      return;
    }
    const { waiting, waitingEach, waitMs } = this.#limits;
    const own = this.#waiting.filter((other) => other.caller === caller).length;
    if (this.#waiting.length >= waiting || own >= waitingEach)
      throw new SqlError('sql_busy', 'too many queries wait already: try again in a moment');
    await new Promise<void>((resolve, reject) => {
      const done = (act: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        this.#waiting = this.#waiting.filter((other) => other !== self);
        act();
      };
      const self: Waiting = {
        caller,
        start: () => {
          this.#enter(caller);
          done(resolve);
        },
      };
      const cancel = (): void => done(() => reject(new SqlError('sql_cancelled', 'cancelled')));
      const tooLong = (): void =>
        done(() => reject(new SqlError('sql_busy', `no turn within ${waitMs} ms: other queries run`)));
      const timer = setTimeout(tooLong, waitMs);
      signal.addEventListener('abort', cancel);
      this.#waiting.push(self);
    });
  }

  /** A process for a query, started ahead if there is one. */
  #take(): ChildProcess {
    const spare = this.#spare;
    this.#spare = null;
    if (spare?.connected !== true) return startChild();
    spare.ref();
    return spare;
  }

  #startSpare(): void {
    if (this.#spare !== null) return;
    const child = startChild();
    // It shall not hold the program, and one that fails is seen when it is used.
    child.unref();
    child.channel?.unref();
    child.on('error', () => undefined);
    child.once('exit', () => {
      if (this.#spare === child) this.#spare = null;
    });
    this.#spare = child;
  }
}
