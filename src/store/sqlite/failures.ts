import type { Connection } from './database.ts';
import {
  BY_ID,
  type Conditions,
  countOf,
  type ListQuery,
  type PageCursor,
  pageOf,
  whereClause,
} from './paging.ts';
import { conditions, type ResolvedFilter } from './request-filter.ts';
import { sessionUser } from './session-filter.ts';
import type { FailureRow } from './view-rows.ts';

/** The user of a failed request, or that of its session: what is refused often names nobody. */
const USER = `(user IN (SELECT x.user FROM series x WHERE x.user_key IN (SELECT value FROM json_each(:user))) OR (user IS NULL AND session_id IN (
  SELECT s.id FROM session s WHERE ${sessionUser('s')})))`;

/** A PING goes to either endpoint; its context tells which. */
const ENDPOINT = `(endpoint IN (SELECT value FROM json_each(:endpoint)) OR (endpoint IS NULL AND session_id IN (
  SELECT s.id FROM session s WHERE s.endpoint IN (SELECT value FROM json_each(:endpoint)))))`;

/** Which failures, beside which requests; any of the values of each. */
export interface FailureFilter {
  /** A code as the log has it, its name, or its number in decimal or hexadecimal. */
  code?: readonly string[];
  layer?: readonly string[];
  resolution?: readonly Resolution[];
}

/** What became of a failed request. */
export type Resolution = 'recovered' | 'recovered_later' | 'unresolved' | 'pending';

/** So long a recovery counts as one, as in the view `failures`; milliseconds. */
export const RECOVERY_WINDOW_MS = 30 * 60_000;

/** As the view `failures` decides it. */
const RESOLUTION: Readonly<Record<Resolution, string>> = {
  recovered: `q.recovered_ms - q.ended_ms <= ${RECOVERY_WINDOW_MS}`,
  recovered_later: `q.recovered_ms - q.ended_ms > ${RECOVERY_WINDOW_MS}`,
  unresolved: `q.recovered_ms IS NULL AND (SELECT max(ended_ms) FROM request) - q.ended_ms >= ${RECOVERY_WINDOW_MS}`,
  pending: `q.recovered_ms IS NULL AND (SELECT max(ended_ms) FROM request) - q.ended_ms < ${RECOVERY_WINDOW_MS}`,
};

/** What the code of a failure means, as the view `failures` finds it. */
const MEANT = 'c.layer = k.layer AND (c.number = k.number OR (k.number IS NULL AND c.code = k.code))';

/** The number that a code is written as: decimal, or hexadecimal; null when it is none. */
function numberOf(code: string): number | null {
  const value = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(code) ? Number(code) : null;
  return value === null || value > 0xffffffff ? null : value;
}

function failureConditions({ code, layer, resolution }: FailureFilter): Conditions {
  const where: string[] = [];
  const params: Conditions['params'] = {};
  if (code !== undefined) {
    where.push(`q.failure_id IN (SELECT k.id FROM failure_kind k LEFT JOIN code c ON ${MEANT}
      WHERE lower(k.code) IN (SELECT value FROM json_each(:codes)) OR lower(c.name) IN (SELECT value FROM json_each(:codes))
        OR k.number IN (SELECT value FROM json_each(:numbers)))`);
    params['codes'] = JSON.stringify(code.map((one) => one.toLowerCase()));
    params['numbers'] = JSON.stringify(code.map(numberOf).filter((one) => one !== null));
  }
  if (layer !== undefined) {
    where.push(
      'q.failure_id IN (SELECT k.id FROM failure_kind k WHERE k.layer IN (SELECT value FROM json_each(:layers)))',
    );
    params['layers'] = JSON.stringify(layer);
  }
  if (resolution !== undefined) {
    const any = resolution.map((one) => `(${RESOLUTION[one]})`).join(' OR ');
    where.push(`q.session_id IS NOT NULL AND (${any})`);
  }
  return { where, params };
}

function query(filter: ResolvedFilter, only: FailureFilter = {}): ListQuery {
  const values = new Map(filter.values);
  values.delete('user');
  values.delete('endpoint');
  const { where, params } = conditions({ ...filter, values });
  where.push("outcome = 'failed'");
  const users = filter.values.get('user');
  if (users !== undefined) {
    where.push(USER);
    params['user'] = JSON.stringify([...users]);
  }
  const endpoints = filter.values.get('endpoint');
  if (endpoints !== undefined) {
    where.push(ENDPOINT);
    params['endpoint'] = JSON.stringify([...endpoints]);
  }
  const kinds = failureConditions(only);
  if (kinds.where.length > 0) {
    where.push(
      `id IN (SELECT q.id FROM request q WHERE ${["q.outcome = 'failed'", ...kinds.where].join(' AND ')})`,
    );
    Object.assign(params, kinds.params);
  }
  return { from: 'requests', key: 'ended_ms', id: 'id', view: 'failures', lookup: BY_ID, where, params };
}

/** Failures, the latest first. */
export const failurePage = (
  db: Connection,
  filter: ResolvedFilter,
  limit: number,
  after: PageCursor | null,
  only: FailureFilter = {},
): FailureRow[] => pageOf(db, query(filter, only), limit, after);

export const countFailures = (db: Connection, filter: ResolvedFilter): number => countOf(db, query(filter));

/** What became of a request; null when it did not fail. */
export const failureOf = (db: Connection, requestId: number): FailureRow | null =>
  (db.prepare('SELECT * FROM failures WHERE id = ?').get(requestId) as FailureRow | undefined) ?? null;

/** One code that failed requests, and what became of them. */
export interface FailureCodeRow {
  layer: string;
  code: string;
  name: string | null;
  class: string;
  /** What it means, and what to do about it; null where no table knows. */
  meaning: string | null;
  action: string | null;
  /** 0 where the meaning is not confirmed; null without one. */
  sure: number | null;
  failed: number;
  /** People; failures of which nobody is known are left out. */
  users: number;
  /** Of the failed: within 30 minutes, later, not by the end of the data, not yet. Those without a session are in none. */
  recovered: number;
  recovered_later: number;
  unresolved: number;
  pending: number;
  first_at: string;
  last_at: string;
}

/** Failures by code, those that failed most first. */
export function failureCodes(
  db: Connection,
  filter: ResolvedFilter,
  only: FailureFilter = {},
): FailureCodeRow[] {
  const { from, where, params } = query(filter, only);
  const became = (resolution: Resolution): string =>
    `count(*) FILTER (WHERE q.session_id IS NOT NULL AND ${RESOLUTION[resolution]}) AS ${resolution}`;
  const sql = `
    SELECT k.layer, k.code, c.name, k.class, c.meaning, c.action, c.sure, count(*) AS failed,
      count(DISTINCT coalesce(p.person_id, s.user_key, o.user_key)) AS users,
      ${(['recovered', 'recovered_later', 'unresolved', 'pending'] as const).map(became).join(', ')},
      strftime('%Y-%m-%dT%H:%M:%fZ', min(q.ended_ms) / 1000.0, 'unixepoch') AS first_at,
      strftime('%Y-%m-%dT%H:%M:%fZ', max(q.ended_ms) / 1000.0, 'unixepoch') AS last_at
    FROM (SELECT id FROM ${from} ${whereClause(where)} LIMIT -1) i
    JOIN request q ON q.id = i.id
    JOIN failure_kind k ON k.id = q.failure_id
    JOIN series s ON s.id = q.series_id
    LEFT JOIN session o ON o.id = q.session_id
    LEFT JOIN person_name p ON p.name = coalesce(s.user_key, o.user_key)
    LEFT JOIN code c ON ${MEANT}
    GROUP BY k.layer, k.code, k.class
    ORDER BY failed DESC, k.layer, k.code`;
  return db.prepare(sql).all(params) as FailureCodeRow[];
}
