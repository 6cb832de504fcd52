import { useCallback, useMemo, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** What the address of the page says: the query, and how its result is shown. */
export interface SqlAddress {
  /** Null when there is none. */
  readonly sql: string | null;
  readonly view: 'table' | 'chart';
}

/**
 * The query in the address, so that a link opens it elsewhere. It stands behind the `#`: that part is never sent, so a query
 * of any length fits, and none ends up in the log of a proxy.
 */
export function useAddress(): SqlAddress & { readonly go: (change: Partial<SqlAddress>) => void } {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const address = useMemo(() => addressOf(hash), [hash]);
  const go = useCallback((change: Partial<SqlAddress>) => {
    const { pathname, search, hash: before } = window.location;
    const next = hashOf({ ...addressOf(before), ...change });
    if (next === before) return;
    window.history.pushState(window.history.state, '', `${pathname}${search}${next}`);
    for (const listener of listeners) listener();
  }, []);
  return { ...address, go };
}

/** Reads the part of an address behind `#`. */
export function addressOf(hash: string): SqlAddress {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  return { sql: parameters.get('sql'), view: parameters.get('view') === 'chart' ? 'chart' : 'table' };
}

/** The part of an address behind `#`, with it. */
export function hashOf({ sql, view }: SqlAddress): string {
  const parameters = new URLSearchParams(sql === null ? {} : { sql });
  if (view === 'chart') parameters.set('view', view);
  const text = parameters.toString();
  return text === '' ? '' : `#${text}`;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  window.addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
    window.removeEventListener('hashchange', listener);
  };
}
