import { useLocalStorage } from '@mantine/hooks';
import { useCallback } from 'react';

/** A query that was run on this machine. */
export interface PastQuery {
  readonly sql: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly rows: number;
  readonly elapsedMs: number;
}

const KEY = 'mapiscope.sql.history';
const MOST = 50;
/** Longer ones are not kept: the storage of a browser is small. */
const LONGEST = 20_000;

/** The queries that were run in this browser, latest first; they stay in the browser. */
export function useHistory() {
  const [stored, setStored] = useLocalStorage<readonly PastQuery[]>({ key: KEY, defaultValue: [] });
  const history = Array.isArray(stored) ? stored.filter(isPastQuery) : [];
  const add = useCallback(
    (past: PastQuery) => {
      if (past.sql.length > LONGEST) return;
      setStored((before) => withQuery(Array.isArray(before) ? before.filter(isPastQuery) : [], past));
    },
    [setStored],
  );
  const clear = useCallback(() => setStored([]), [setStored]);
  return { history, add, clear };
}

/** The list with a query in front, each query once. */
export function withQuery(before: readonly PastQuery[], past: PastQuery): readonly PastQuery[] {
  return [past, ...before.filter(({ sql }) => sql !== past.sql)].slice(0, MOST);
}

/** What is in the storage may be of another version, or of somebody else. */
function isPastQuery(value: unknown): value is PastQuery {
  const { sql, atMs, rows, elapsedMs } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof sql === 'string' &&
    typeof atMs === 'number' &&
    typeof rows === 'number' &&
    typeof elapsedMs === 'number'
  );
}
