import type { Connection } from './database.ts';
import { BY_ID, countOf, type ListQuery, type PageCursor, pageOf } from './paging.ts';
import type { ResolvedFilter } from './request-filter.ts';
import { sessionConditions } from './session-filter.ts';
import type { Cell, ReconnectRow } from './view-rows.ts';

/** What the list is ordered by: the time of the first attempt, or how long it took to be of use. */
export type ReconnectOrder = 'first_attempt_ms' | 'usable_ms';

const listed = (column: string): string => `IN (SELECT value FROM json_each(:${column}))`;
const MACHINE = "s.account ->> 'machine'";

/** An episode went through one front end; its session may have used others. */
const SERVERS = {
  front_end: `e.front_end ${listed('front_end')}`,
  server: `(e.front_end ${listed('server')} OR ${MACHINE} ${listed('server')})`,
};

function query(filter: ResolvedFilter, order: ReconnectOrder): ListQuery {
  const { where, params } = sessionConditions(filter, SERVERS);
  if (filter.sinceMs !== null) {
    where.push('e.first_attempt_ms >= :sinceMs');
    params['sinceMs'] = filter.sinceMs;
  }
  if (filter.untilMs !== null) {
    where.push('e.first_attempt_ms < :untilMs');
    params['untilMs'] = filter.untilMs;
  }
  if (order === 'usable_ms') where.push('e.usable_ms IS NOT NULL');
  // Nobody comes back where nobody was.
  if (filter.includeNoise) where.push('s.noise IS NULL');
  return {
    // The parts of the view `reconnects` that a list is asked by. CROSS: the episodes first, each half from its index.
    from: `(
      SELECT n.id * 65536 AS id, n.id AS session_id, n.account ->> 'firstAttemptMs' AS first_attempt_ms,
        n.account ->> 'usableMs' - n.account ->> 'firstAttemptMs' AS usable_ms, n.account ->> 'frontEnd' AS front_end
      FROM session n WHERE n.previous_id IS NOT NULL
      UNION ALL
      SELECT session_id * 65536 + n + 1, session_id, first_attempt_ms, usable_ms - first_attempt_ms, front_end
      FROM resume) e CROSS JOIN session s ON s.id = e.session_id`,
    key: `e.${order}`,
    id: 'e.id',
    view: 'reconnects',
    // The session is in the number of the episode: see the view.
    lookup: `session_id IN (SELECT value >> 16 FROM json_each(:ids)) AND ${BY_ID}`,
    where,
    params,
  };
}

/** Reconnects, resumes and restarts, the latest first, or the slowest. */
export const reconnectPage = (
  db: Connection,
  filter: ResolvedFilter,
  limit: number,
  after: PageCursor | null,
  order: ReconnectOrder = 'first_attempt_ms',
): ReconnectRow[] => pageOf(db, query(filter, order), limit, after);

/** Some columns of all of them, the latest first. */
export const allReconnects = <Column extends string>(
  db: Connection,
  filter: ResolvedFilter,
  columns: readonly Column[],
): (Pick<ReconnectRow, 'id'> & Record<Column, Cell>)[] =>
  pageOf(db, query(filter, 'first_attempt_ms'), -1, null, ['id', ...columns].join(', '));

export const countReconnects = (db: Connection, filter: ResolvedFilter): number =>
  countOf(db, query(filter, 'first_attempt_ms'));
