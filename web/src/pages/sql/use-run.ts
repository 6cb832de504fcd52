import { useCallback, useEffect, useRef, useState } from 'react';
import { send } from '../../api/client.ts';
import { route } from '../../api/queries.ts';
import type { SqlAnswer } from '../../api/types.ts';

/** Rows that are shown at most; the exports have all. */
export const MAX_ROWS = 10_000;
/** Longest that a query may take, milliseconds. */
export const TIMEOUT_MS = 60_000;

/** How the latest query stands. */
export interface Run {
  readonly sql: string;
  readonly explained: boolean;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** By the clock of the page, epoch milliseconds. */
  readonly startedMs: number;
  readonly answer: SqlAnswer | null;
  readonly error: unknown;
}

/** Runs one query at a time; a new one, or leaving the page, cancels the one before. */
export function useRun(onDone: (sql: string, answer: SqlAnswer) => void) {
  const [run, setRun] = useState<Run | null>(null);
  const current = useRef<AbortController | null>(null);
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => () => current.current?.abort(), []);

  const start = useCallback(async (sql: string, explain: boolean): Promise<void> => {
    current.current?.abort();
    const end = new AbortController();
    current.current = end;
    const begun = { sql, explained: explain, startedMs: Date.now(), answer: null, error: null };
    setRun({ ...begun, state: 'running' });
    const body = { sql, explain, max_rows: MAX_ROWS, timeout_ms: TIMEOUT_MS };
    try {
      // The server's own limit comes first: it says more than a broken connection.
      const answer = await send<SqlAnswer>('POST', route('sql'), body, end.signal, TIMEOUT_MS + 10_000);
      if (end.signal.aborted) return;
      setRun({ ...begun, state: 'done', answer });
      if (!explain) done.current(sql, answer);
    } catch (error) {
      if (!end.signal.aborted) setRun({ ...begun, state: 'failed', error });
    }
  }, []);
  const cancel = useCallback(() => {
    current.current?.abort();
    setRun((before) => (before?.state === 'running' ? { ...before, state: 'cancelled' } : before));
  }, []);
  return { run, start, cancel };
}
