import type { Connection } from './database.ts';
import { BY_ID, countOf, type ListQuery, type PageCursor, pageOf } from './paging.ts';
import { conditions, type ResolvedFilter } from './request-filter.ts';
import { sessionUser } from './session-filter.ts';
import type { FailureRow } from './view-rows.ts';

/** The user of a failed request, or that of its session: what is refused often names nobody. */
const USER = `(user IN (SELECT x.user FROM series x WHERE x.user_key IN (SELECT value FROM json_each(:user))) OR (user IS NULL AND session_id IN (
  SELECT s.id FROM session s WHERE ${sessionUser('s')})))`;

/** A PING goes to either endpoint; its context tells which. */
const ENDPOINT = `(endpoint IN (SELECT value FROM json_each(:endpoint)) OR (endpoint IS NULL AND session_id IN (
  SELECT s.id FROM session s WHERE s.endpoint IN (SELECT value FROM json_each(:endpoint)))))`;

function query(filter: ResolvedFilter): ListQuery {
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
  return { from: 'requests', key: 'ended_ms', id: 'id', view: 'failures', lookup: BY_ID, where, params };
}

/** Failures, the latest first. */
export const failurePage = (
  db: Connection,
  filter: ResolvedFilter,
  limit: number,
  after: PageCursor | null,
): FailureRow[] => pageOf(db, query(filter), limit, after);

export const countFailures = (db: Connection, filter: ResolvedFilter): number => countOf(db, query(filter));

/** What became of a request; null when it did not fail. */
export const failureOf = (db: Connection, requestId: number): FailureRow | null =>
  (db.prepare('SELECT * FROM failures WHERE id = ?').get(requestId) as FailureRow | undefined) ?? null;
