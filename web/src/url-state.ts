import { useSyncExternalStore } from 'react';
import type { Outcome } from './api.ts';

/** Which requests are looked at; kept in the address of the page, so that a link shows the same. */
export interface Filter {
  readonly includeNoise: boolean;
  readonly outcome: Outcome | null;
}

/** The outcomes in the order in which the filter offers them. */
export const outcomes: readonly Outcome[] = ['ok', 'failed', 'challenge', 'client_gone'];

/** Reads the filter from a query string; what is not understood is as if not there. */
export function filterFrom(search: string): Filter {
  const parameters = new URLSearchParams(search);
  const named = parameters.get('outcome');
  return {
    includeNoise: parameters.get('include_noise') === 'true',
    outcome: outcomes.find((outcome) => outcome === named) ?? null,
  };
}

/** Writes the filter into a query string and leaves the rest of it alone. */
export function searchWith(search: string, filter: Filter): string {
  const parameters = new URLSearchParams(search);
  if (filter.includeNoise) parameters.set('include_noise', 'true');
  else parameters.delete('include_noise');
  if (filter.outcome === null) parameters.delete('outcome');
  else parameters.set('outcome', filter.outcome);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The filter in the address, and how to change it; the browser's back button goes to the one before. */
export function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const change = (filter: Filter): void => {
    const { pathname, hash } = window.location;
    window.history.pushState(null, '', `${pathname}${searchWith(search, filter)}${hash}`);
    for (const listener of listeners) listener();
  };
  return [filterFrom(search), change];
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}
