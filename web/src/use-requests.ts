import { useEffect, useRef, useState } from 'react';
import { type ApiError, getRequests, getStatus, type RequestRow } from './api.ts';
import type { Filter } from './url-state.ts';
import { asApiError } from './use-poll.ts';

/** Requests of a page. */
export const PAGE_SIZE = 50;

/** The requests that were loaded, page by page. */
export interface LoadedRequests {
  readonly rows: readonly RequestRow[];
  readonly nextCursor: string | null;
  readonly hiddenNoise: number;
  /** Requests the database held when the first page was loaded. */
  readonly known: number;
  readonly pages: number;
}

/** The requests of a filter and what can be done with them. */
export interface Requests {
  readonly loaded: LoadedRequests | undefined;
  readonly busy: 'first' | 'older' | null;
  readonly error: ApiError | undefined;
  readonly older: () => void;
  readonly reload: () => void;
}

/** Loads the first page of a filter, more pages on demand; what was shown stays until the next answer is there. */
export function useRequests({ includeNoise, outcome }: Filter): Requests {
  const [loaded, setLoaded] = useState<LoadedRequests>();
  const [busy, setBusy] = useState<Requests['busy']>('first');
  const [error, setError] = useState<ApiError>();
  const [turn, setTurn] = useState(0);
  const current = useRef(new AbortController());

  // biome-ignore lint/correctness/useExhaustiveDependencies: turn is there to load again
  useEffect(() => {
    const end = new AbortController();
    current.current = end;
    setBusy('first');
    const load = async (): Promise<void> => {
      const { totals } = await getStatus(end.signal);
      const page = await getRequests({ limit: PAGE_SIZE, includeNoise, outcome }, end.signal);
      if (end.signal.aborted) return;
      setLoaded({
        rows: page.requests,
        nextCursor: page.next_cursor,
        hiddenNoise: page.hidden_noise,
        known: totals.requests,
        pages: 1,
      });
    };
    void settle(load, end.signal, setBusy, setError);
    return () => end.abort();
  }, [includeNoise, outcome, turn]);

  const older = (): void => {
    const cursor = loaded?.nextCursor ?? null;
    if (busy !== null || cursor === null) return;
    const { signal } = current.current;
    setBusy('older');
    const load = async (): Promise<void> => {
      const page = await getRequests({ limit: PAGE_SIZE, cursor, includeNoise, outcome }, signal);
      if (signal.aborted) return;
      setLoaded((before) => {
        if (before === undefined) return before;
        const shown = new Set(before.rows.map(({ id }) => id));
        const added = page.requests.filter(({ id }) => !shown.has(id));
        return {
          ...before,
          rows: [...before.rows, ...added],
          nextCursor: page.next_cursor,
          pages: before.pages + 1,
        };
      });
    };
    void settle(load, signal, setBusy, setError);
  };

  return { loaded, busy, error, older, reload: () => setTurn((value) => value + 1) };
}

async function settle(
  load: () => Promise<void>,
  signal: AbortSignal,
  setBusy: (busy: null) => void,
  setError: (error: ApiError | undefined) => void,
): Promise<void> {
  try {
    await load();
    if (!signal.aborted) setError(undefined);
  } catch (cause) {
    if (!signal.aborted) setError(asApiError(cause));
  }
  if (!signal.aborted) setBusy(null);
}
