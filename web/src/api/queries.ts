import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, ask } from './client.ts';
import type {
  CodePage,
  Facets,
  FailureCodes,
  FailurePage,
  Latency,
  Overview,
  ReconnectDetail,
  ReconnectPage,
  RejectedPage,
  RequestDetail,
  RequestPage,
  SavedQueries,
  SearchResult,
  SessionDetail,
  SessionPage,
  SourceList,
  SqlSchema,
  Status,
  UserDetail,
  UserPage,
} from './types.ts';

/** How often what moves is asked for again, milliseconds. */
export const REFRESH_MS = { status: 2_000, figures: 15_000, sources: 5_000 } as const;

/** Keeps the answers of the API while the page is open. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        // What the program says no to, it says no to again.
        retry: (failures, error) => error instanceof ApiError && error.status === 0 && failures < 1,
        retryDelay: 1_000,
        // A page of a local program works without a network.
        networkMode: 'always',
      },
    },
  });
}

/** The address of a route with a query string; `query` is without `?`. */
export function route(path: string, query = ''): string {
  return `/api/v1/${path}${query === '' ? '' : `?${query}`}`;
}

/** Options for an answer that depends on the filters: the one before stays on screen until the next is there. */
export function filtered<T>(path: string, query: string, moving = false) {
  return queryOptions({
    queryKey: [path, query],
    queryFn: ({ signal }) => ask<T>(route(path, query), signal),
    placeholderData: keepPreviousData,
    refetchInterval: moving ? REFRESH_MS.figures : false,
  });
}

/** Options for a list that is read page by page. */
export function pages<T extends { readonly next_cursor: string | null }>(path: string, query: string) {
  return infiniteQueryOptions({
    queryKey: [path, query, 'pages'],
    queryFn: ({ signal, pageParam }) => {
      const search = new URLSearchParams(query);
      // Who goes on reads on: the first rows come at once, the others in fewer answers.
      if (pageParam !== '') {
        search.set('cursor', pageParam);
        search.set('limit', '500');
      }
      return ask<T>(route(path, search.toString()), signal);
    },
    initialPageParam: '',
    getNextPageParam: (last: T) => last.next_cursor,
    // Pages that were read do not move; a list is read again when its filter changes or the user asks.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}

/** What the program does and holds. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => ask<Status>(route('status'), signal),
  refetchInterval: REFRESH_MS.status,
});

/** All logs. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => ask<SourceList>(route('sources'), signal),
  refetchInterval: REFRESH_MS.sources,
});

/** Everything of the overview. */
export const overviewQuery = (query: string, moving: boolean) =>
  filtered<Overview>('overview', query, moving);

/** The values of a dimension with their counts, those too that could be chosen besides what its filter lets through. */
export function facetsQuery(query: string, dimension: string) {
  const search = new URLSearchParams(query);
  search.append('dimension', dimension);
  search.set('own_filter', 'false');
  return filtered<Facets>('facets', search.toString());
}

/** How many requests are hidden as noise. */
export function hiddenNoiseQuery(query: string) {
  const search = new URLSearchParams(query);
  search.set('limit', '1');
  return { ...filtered<RequestPage>('requests', search.toString()), staleTime: 60_000 };
}

/** Where a name leads. */
export function searchQuery(text: string) {
  return filtered<SearchResult>('search', new URLSearchParams({ q: text }).toString());
}

/** Lines that could not be read, of one log or of all. */
export function rejectedQuery(sourceFile: string | null) {
  const search = new URLSearchParams(sourceFile === null ? {} : { source_file: sourceFile });
  return pages<RejectedPage>('rejected', search.toString());
}

/** The views and their documentation. */
export const sqlSchemaQuery = queryOptions({
  queryKey: ['sql/schema'],
  queryFn: ({ signal }) => ask<SqlSchema>(route('sql/schema'), signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The queries that come with mapiscope, and the user's own. */
export const savedQueriesQuery = queryOptions({
  queryKey: ['sql/queries'],
  queryFn: ({ signal }) => ask<SavedQueries>(route('sql/queries'), signal),
});

/** People, those with the most trouble first; `text` is a part of a name. */
export function usersQuery(query: string, text: string) {
  const search = new URLSearchParams(query);
  if (text !== '') search.set('q', text);
  return pages<UserPage>('users', search.toString());
}

/** One person. */
export const userQuery = (user: string, query: string, moving: boolean) =>
  filtered<UserDetail>(`users/${encodeURIComponent(user)}`, query, moving);

/** Percentiles of a measure of clients that came back in some ways, over time and by group. */
export function latencyQuery(
  query: string,
  { measure, by, kinds }: { measure: string; by: string; kinds: readonly string[] },
  moving: boolean,
) {
  const search = new URLSearchParams(query);
  search.set('measure', measure);
  search.set('by', by);
  for (const kind of kinds) search.append('kind', kind);
  return filtered<Latency>('latency', search.toString(), moving);
}

/** Clients that came back in some ways. */
export function reconnectsQuery(query: string, sort: 'newest' | 'slowest', kinds: readonly string[]) {
  const search = new URLSearchParams(query);
  for (const kind of kinds) search.append('kind', kind);
  search.set('sort', sort);
  return pages<ReconnectPage>('reconnects', search.toString());
}

/** The anatomy of one reconnect. */
export const reconnectQuery = (id: string) =>
  filtered<ReconnectDetail>(`reconnects/${encodeURIComponent(id)}`, '');

/** The values of several dimensions, at most `values` of each. */
export function facetsOfQuery(query: string, dimensions: readonly string[], values: number, moving: boolean) {
  const search = new URLSearchParams(query);
  for (const dimension of dimensions) search.append('dimension', dimension);
  search.set('values', String(values));
  return filtered<Facets>('facets', search.toString(), moving);
}

/**
 * The values that can be chosen of several dimensions, at most `values` of each; a dimension's own filter does not hold for
 * its counts.
 */
export function choicesQuery(query: string, dimensions: readonly string[], values: number, moving: boolean) {
  const search = new URLSearchParams(query);
  search.set('own_filter', 'false');
  return facetsOfQuery(search.toString(), dimensions, values, moving);
}

/** Failures by code. */
export const failureCodesQuery = (query: string, moving: boolean) =>
  filtered<FailureCodes>('failure-codes', query, moving);

/** Failed requests; `code` is one in any notation, or null for all. */
export function failuresQuery(query: string, code: string | null) {
  const search = new URLSearchParams(query);
  if (code !== null) search.set('code', code);
  return pages<FailurePage>('failures', search.toString());
}

/** Requests, newest end first. */
export const requestsQuery = (query: string) => pages<RequestPage>('requests', query);

/** One request with its raw lines, and `context` lines on either side of each. */
export const requestQuery = (id: string | number, context = 3) =>
  queryOptions({
    queryKey: ['requests', String(id), context],
    queryFn: ({ signal }) =>
      ask<RequestDetail>(route(`requests/${encodeURIComponent(id)}`, `context=${context}`), signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** Session Contexts, newest start first. */
export const sessionsQuery = (query: string) => pages<SessionPage>('sessions', query);

/** Steps of a session that are asked for at once: few to begin with, then as many as the API gives. */
const STEPS = { first: 1_000, further: 5_000 } as const;

/** One session, its steps page by page. */
export const sessionQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['sessions', id],
    queryFn: ({ signal, pageParam }) =>
      ask<SessionDetail>(
        route(
          `sessions/${encodeURIComponent(id)}`,
          `first_step=${pageParam}&limit=${pageParam === 0 ? STEPS.first : STEPS.further}`,
        ),
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: ({ first_step, steps, total_steps }) => {
      const next = first_step + steps.length;
      return steps.length > 0 && next < total_steps ? next : null;
    },
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

/** What all codes mean. */
export const codesQuery = queryOptions({
  queryKey: ['codes'],
  queryFn: ({ signal }) => ask<CodePage>(route('codes'), signal),
  staleTime: Number.POSITIVE_INFINITY,
});
