import type { Dimension, FilterName } from '../api/types.ts';
import { texts } from '../texts/texts.ts';

export type { FilterName } from '../api/types.ts';

/** Filters that take values, in the order of the catalogue of texts, which has to have a name for each. */
export const filterNames = Object.keys(texts.filters.names) as FilterName[];

/** Those that the filter bar offers, with the values that occur. */
export const offeredDimensions = [
  'user',
  'server',
  'database',
  'client_version',
  'client_ip',
  'subnet',
  'request_type',
  'outcome',
  'failure_class',
  'client_software',
  'client_mode',
  'endpoint',
  'front_end',
  'back_end',
  'mailbox',
] as const satisfies readonly Dimension[];

/** Which requests are looked at. */
export interface Filters {
  /** As in the address: ISO-8601, `now-1h`, `latest-24h`, `all`, or null for the default. */
  readonly since: string | null;
  readonly until: string | null;
  readonly values: Readonly<Partial<Record<FilterName, readonly string[]>>>;
  /** Milliseconds. */
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly includeNoise: boolean;
}

/** What one sees without choosing a time: a day up to the newest record, so that old logs show something too. */
export const DEFAULT_SINCE = 'latest-24h';
/** All that was read. */
export const ALL_TIME = 'all';

const TIME =
  /^(?:(?:now|latest)(?:-\d{1,6}[smhdw])?|\d{4}-\d\d-\d\d(?:T[\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?)?)$/i;

/** Reads the filters of an address; what is not understood is as if not there. */
export function filtersFrom(search: URLSearchParams): Filters {
  const since = search.get('since');
  const values: Partial<Record<FilterName, readonly string[]>> = {};
  for (const name of filterNames) {
    const given = [...new Set(search.getAll(name))].filter((value) => value !== '');
    if (given.length > 0) values[name] = given;
  }
  return {
    since: since === ALL_TIME ? ALL_TIME : timeFrom(since),
    until: timeFrom(search.get('until')),
    values,
    minMs: numberFrom(search.get('min_ms')),
    maxMs: numberFrom(search.get('max_ms')),
    includeNoise: search.get('include_noise') === 'true',
  };
}

/** The filters as parameters, for an address. */
export function filterParameters(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  if (filters.since !== null) search.set('since', filters.since);
  if (filters.until !== null) search.set('until', filters.until);
  for (const name of filterNames) {
    for (const value of filters.values[name] ?? []) search.append(name, value);
  }
  if (filters.minMs !== null) search.set('min_ms', String(filters.minMs));
  if (filters.maxMs !== null) search.set('max_ms', String(filters.maxMs));
  if (filters.includeNoise) search.set('include_noise', 'true');
  return search;
}

/** The filters as parameters, for the API: with the default time, and without a start for all time. */
export function apiParameters(filters: Filters): URLSearchParams {
  const search = filterParameters(filters);
  if (filters.since === ALL_TIME) search.delete('since');
  else if (filters.since === null && filters.until === null) search.set('since', DEFAULT_SINCE);
  return search;
}

/** The filters with one more value. */
export function withValue(filters: Filters, name: FilterName, value: string): Filters {
  const given = filters.values[name] ?? [];
  if (given.includes(value)) return filters;
  return { ...filters, values: { ...filters.values, [name]: [...given, value] } };
}

/** The filters without a value. */
export function withoutValue(filters: Filters, name: FilterName, value: string): Filters {
  const { [name]: given = [], ...others } = filters.values;
  const left = given.filter((one) => one !== value);
  return { ...filters, values: left.length === 0 ? others : { ...others, [name]: left } };
}

/** Of what the filters let through, what failed. */
export const onlyFailures = (filters: Filters): Filters => ({
  ...filters,
  values: { ...filters.values, outcome: ['failed'] },
});

/** Whether the filters let no failure through. */
export const hidesFailures = ({ values: { outcome } }: Filters): boolean =>
  outcome !== undefined && !outcome.includes('failed');

/** Whether anything but the time and the noise is filtered. */
export function isFiltered(filters: Filters): boolean {
  return Object.keys(filters.values).length > 0 || filters.minMs !== null || filters.maxMs !== null;
}

/** Whether the time range moves with the clock or the data. */
export function isMoving(filters: Filters): boolean {
  return filters.until === null || !/^\d/.test(filters.until);
}

function timeFrom(text: string | null): string | null {
  return text !== null && TIME.test(text) ? text : null;
}

function numberFrom(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
