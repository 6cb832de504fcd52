import { recordTables, sharedTables } from '../../tables.ts';

/** A table derived from requests, whose rows are deleted by a condition of their own. */
export interface DerivedTable {
  table: string;
  key: string;
  /** SQL: whether a row `r` may go; `:cutoff` is epoch milliseconds. Needs an index where the table is large. */
  old: string;
  /** SQL: which rows go first. */
  order: string;
  /** Statements in the same transaction, before the rows whose keys are in the JSON array `:keys` go. */
  first: readonly string[];
  /** Column of `retention_pass` that counts them. */
  counted: 'sessions' | null;
}

const deleted = '(SELECT value FROM json_each(:keys))';

/** What refers to requests, and so goes before them. */
export const beforeRequests: readonly DerivedTable[] = [
  {
    // The next request that shows both spellings brings the name back.
    table: 'person_name',
    key: 'name',
    old: 'EXISTS (SELECT 1 FROM request q WHERE q.id = r.request_id AND q.ended_ms < :cutoff)',
    order: 'r.name',
    first: [],
    counted: null,
  },
];

/** What requests refer to, and so goes after them. */
export const afterRequests: readonly DerivedTable[] = [
  {
    // A session from which a client came to one that stays tells how long that took: it stays too.
    table: 'session',
    key: 'id',
    old: `r.started_ms < :cutoff AND r.ended_ms < :cutoff
      AND NOT EXISTS (SELECT 1 FROM request q WHERE q.session_id = r.id)
      AND NOT EXISTS (SELECT 1 FROM session n WHERE n.previous_id = r.id AND n.ended_ms >= :cutoff)`,
    // Never the earlier session before the one that refers to it.
    order: 'r.started_ms DESC, r.id DESC',
    first: [
      // A reconnect is gone with the session that it led from: what is left of it would tell wrong times.
      `UPDATE session SET previous_id = NULL, kind = NULL, cause = NULL WHERE previous_id IN ${deleted}`,
      `DELETE FROM resume WHERE session_id IN ${deleted}`,
    ],
    counted: 'sessions',
  },
];

/** Where records, requests and shared rows refer to shared rows: a shared row to which none of these refers is not needed. */
export const sharedReferences = [
  { table: recordTables.http_proxy.table, column: 'shared_id', shared: sharedTables.httpProxyShared.table },
  { table: recordTables.http_proxy.table, column: 'context_id', shared: sharedTables.clientContext.table },
  { table: recordTables.http_proxy.table, column: 'cookie_id', shared: sharedTables.dictionary.table },
  { table: recordTables.http_proxy.table, column: 'info_id', shared: sharedTables.dictionary.table },
  { table: recordTables.mapi_http.table, column: 'shared_id', shared: sharedTables.mapiHttpShared.table },
  { table: 'series', column: 'place_id', shared: 'place' },
  { table: 'request', column: 'series_id', shared: 'series' },
  { table: 'request', column: 'failure_id', shared: 'failure_kind' },
] as const;

/** Shared rows whose values are looked up in the database, so that a value is there once. */
export const valueTables = ['place', 'series', 'failure_kind'] as const;

/** Where a request has its records. */
export const requestReferences = [
  { column: 'front_id', table: recordTables.http_proxy.table },
  { column: 'back_id', table: recordTables.mapi_http.table },
  { column: 'classic_id', table: recordTables.mapi_client_access.table },
  { column: 'classic_id', table: recordTables.mapi_address_book.table },
] as const;

/** What must not get an id of a deleted row. */
export const numberedTables: readonly string[] = [
  'request',
  'session',
  'place',
  'series',
  'failure_kind',
  ...Object.values(recordTables).map(({ table }) => table),
  ...Object.values(sharedTables).map(({ table }) => table),
];
