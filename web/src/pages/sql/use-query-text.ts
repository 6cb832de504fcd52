import { useCallback, useSyncExternalStore } from 'react';

const KEY = '#sql=';
const listeners = new Set<() => void>();

/**
 * The query in the address, so that a link opens it elsewhere. It stands behind the `#`: that part is never sent, so a query
 * of any length fits, and none ends up in the log of a proxy.
 */
export function useQueryText(): readonly [string | null, (sql: string) => void] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const set = useCallback((sql: string) => {
    const next = `${KEY}${encodeURIComponent(sql)}`;
    if (next === window.location.hash) return;
    const { pathname, search } = window.location;
    window.history.pushState(window.history.state, '', `${pathname}${search}${next}`);
    for (const listener of listeners) listener();
  }, []);
  return [textOf(hash), set];
}

/** The query in the part of an address behind `#`; null when there is none. */
export function textOf(hash: string): string | null {
  if (!hash.startsWith(KEY)) return null;
  try {
    return decodeURIComponent(hash.slice(KEY.length));
  } catch {
    // A `%` that somebody typed by hand.
    return hash.slice(KEY.length);
  }
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
