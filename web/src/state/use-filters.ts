import { createContext, createElement, type ReactNode, use, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import {
  apiParameters,
  type FilterName,
  type Filters,
  filterNames,
  filterParameters,
  filtersFrom,
  withoutValue,
  withValue,
} from './filters.ts';

/** The filters in the address, and how to change them; the browser's back button goes to those before. */
export interface FilterState {
  readonly filters: Filters;
  /** Query string for the API, without `?`; the same text means the same answer. */
  readonly query: string;
  readonly change: (filters: Filters) => void;
  readonly add: (name: FilterName, value: string) => void;
  readonly remove: (name: FilterName, value: string) => void;
  readonly setRange: (since: string | null, until: string | null) => void;
  /** An address in the UI that keeps the filters, the zone, and nothing else. */
  readonly href: (path: string, change?: (filters: Filters) => Filters) => string;
}

const FilterContext = createContext<FilterState | null>(null);

/** The filters of the address. */
export function useFilters(): FilterState {
  const state = use(FilterContext);
  if (state === null) throw new Error('useFilters outside of FilterProvider');
  return state;
}

/** Reads the filters from the address once for the whole page: every cell of a table may ask for them. */
export function FilterProvider({ children }: { readonly children: ReactNode }) {
  return createElement(FilterContext, { value: useAddress() }, children);
}

function useAddress(): FilterState {
  const search = useSearch();
  const [path, navigate] = useLocation();
  return useMemo(() => {
    const parameters = new URLSearchParams(search);
    const filters = filtersFrom(parameters);
    const change = (next: Filters): void => {
      navigate(`${path}${asSearch(searchWith(search, next))}`);
    };
    return {
      filters,
      query: apiParameters(filters).toString(),
      change,
      add: (name, value) => change(withValue(filters, name, value)),
      remove: (name, value) => change(withoutValue(filters, name, value)),
      setRange: (since, until) => change({ ...filters, since, until }),
      href: (to, changed = (same) => same) => {
        const kept = filterParameters(changed(filters));
        const zone = parameters.get('zone');
        if (zone !== null) kept.set('zone', zone);
        return `${to}${asSearch(kept.toString())}`;
      },
    };
  }, [search, path, navigate]);
}

/** A query string with other filters; what else is in it stays. */
export function searchWith(search: string, filters: Filters): string {
  const before = new URLSearchParams(search);
  for (const name of ['since', 'until', 'min_ms', 'max_ms', 'include_noise', ...filterNames])
    before.delete(name);
  return new URLSearchParams([...filterParameters(filters), ...before]).toString();
}

function asSearch(text: string): string {
  return text === '' ? '' : `?${text}`;
}
