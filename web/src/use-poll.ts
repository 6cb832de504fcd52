import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from './api.ts';

/** What was last loaded, and the error of the last try if it failed; old data stays beside a new error. */
export interface Polled<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => void;
}

/**
 * Loads again and again while the page is looked at.
 * @param load the same function at every render
 * @param intervalMs pause after an answer, or how to tell it from the answer; a change counts from the next one
 * @param key a change of it loads at once
 */
export function usePoll<T>(
  load: (signal: AbortSignal) => Promise<T>,
  intervalMs: number | ((data: T | undefined) => number),
  key = '',
): Polled<T> {
  const [data, setData] = useState<T>();
  const [error, setError] = useState<ApiError>();
  const [turn, setTurn] = useState(0);
  const pause =
    typeof intervalMs === 'number' ? intervalMs : intervalMs(error === undefined ? data : undefined);
  const interval = useRef(pause);
  useEffect(() => {
    interval.current = pause;
  }, [pause]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: turn and key are there to load again
  useEffect(() => {
    const end = new AbortController();
    let timer: number | undefined;
    const schedule = (): void => {
      timer = window.setTimeout(run, interval.current);
    };
    const run = async (): Promise<void> => {
      window.clearTimeout(timer);
      if (document.hidden) return;
      try {
        const loaded = await load(end.signal);
        if (end.signal.aborted) return;
        setData(loaded);
        setError(undefined);
      } catch (cause) {
        if (end.signal.aborted) return;
        setError(asApiError(cause));
      }
      schedule();
    };
    const onVisible = (): void => {
      if (!document.hidden) setTurn((value) => value + 1);
    };
    document.addEventListener('visibilitychange', onVisible);
    void run();
    return () => {
      end.abort();
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [load, turn, key]);

  const reload = useCallback(() => setTurn((value) => value + 1), []);
  return { data, error, reload };
}

/** Any failure of a load as an error that can be explained. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError(0, 'page', cause instanceof Error ? cause.message : String(cause));
}
