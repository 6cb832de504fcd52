import type { Connection } from './database.ts';
import { BY_ID, countOf, idsOf, type ListQuery, type PageCursor, pageOf, rowsOf } from './paging.ts';
import type { ResolvedFilter } from './request-filter.ts';
import { sessionConditions } from './session-filter.ts';
import type { Cell, ReconnectRow } from './view-rows.ts';

/** What the list is ordered by: the time of the first attempt, or how long it took to be of use. */
export type ReconnectOrder = 'first_attempt_ms' | 'usable_ms';

/** How a list of them is cut and ordered. */
interface ListOptions {
  order?: ReconnectOrder;
  /** All when null. */
  kinds?: readonly ReconnectRow['kind'][] | null;
}

const listed = (column: string): string => `IN (SELECT value FROM json_each(:${column}))`;
const account = (name: string, column: string): string => `s.account ->> '${name}' ${listed(column)}`;

/**
 * A condition on what a session's account says, asked once for each session: one that came back hundreds of times has a
 * long account, which would be read for each time.
 */
const ofSessions = (condition: string): string =>
  `e.session_id IN (SELECT s.id FROM session s WHERE ${condition})`;

/** An episode went through one front end; its session may have used others. */
const EPISODES = {
  front_end: `e.front_end ${listed('front_end')}`,
  server: `(e.front_end ${listed('server')} OR ${ofSessions(account('machine', 'server'))})`,
  back_end: ofSessions(account('machine', 'back_end')),
  client_ip: ofSessions(`${account('firstAddress', 'client_ip')} OR ${account('address', 'client_ip')}`),
};

/** Where their rows are found: the session is in the number of the episode, see the view. */
const ROWS = {
  view: 'reconnects',
  lookup: `session_id IN (SELECT value >> 16 FROM json_each(:ids)) AND ${BY_ID}`,
};

function query(
  filter: ResolvedFilter,
  { order = 'first_attempt_ms', kinds = null }: ListOptions = {},
): ListQuery {
  const { where, params } = sessionConditions(filter, EPISODES);
  if (filter.sinceMs !== null) {
    where.push('e.first_attempt_ms >= :sinceMs');
    params['sinceMs'] = filter.sinceMs;
  }
  if (filter.untilMs !== null) {
    where.push('e.first_attempt_ms < :untilMs');
    params['untilMs'] = filter.untilMs;
  }
  if (kinds !== null) {
    where.push(`e.kind ${listed('kinds')}`);
    params['kinds'] = JSON.stringify(kinds);
  }
  if (order === 'usable_ms') where.push('e.usable_ms IS NOT NULL');
  // Nobody comes back where nobody was.
  if (filter.includeNoise) where.push('s.noise IS NULL');
  return {
    // The parts of the view `reconnects` that a list is asked by. CROSS: the episodes first, each half from its index.
    from: `(
      SELECT n.id * 65536 AS id, n.id AS session_id, n.account ->> 'firstAttemptMs' AS first_attempt_ms,
        n.account ->> 'usableMs' - n.account ->> 'firstAttemptMs' AS usable_ms, n.account ->> 'frontEnd' AS front_end, n.kind
      FROM session n WHERE n.previous_id IS NOT NULL
      UNION ALL
      SELECT session_id * 65536 + n + 1, session_id, first_attempt_ms, usable_ms - first_attempt_ms, front_end, 'resume'
      FROM resume) e CROSS JOIN session s ON s.id = e.session_id`,
    key: `e.${order}`,
    id: 'e.id',
    ...ROWS,
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
  options?: ListOptions,
): ReconnectRow[] => pageOf(db, query(filter, options), limit, after);

/** The ids of all of them, the latest first. */
export const allReconnectIds = (db: Connection, filter: ResolvedFilter): number[] =>
  idsOf(db, query(filter), -1, null);

/** Some columns of those with these ids, in any order. */
export const reconnectsById = <Column extends string>(
  db: Connection,
  ids: readonly number[],
  columns: readonly Column[],
): (Pick<ReconnectRow, 'id'> & Record<Column, Cell>)[] =>
  rowsOf(db, ROWS, ids, ['id', ...columns].join(', '));

export const countReconnects = (db: Connection, filter: ResolvedFilter): number => countOf(db, query(filter));
