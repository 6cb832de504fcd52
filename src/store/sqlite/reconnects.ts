import type { Connection } from './database.ts';
import {
  BY_ID,
  countOf,
  idsOf,
  type ListQuery,
  type PageCursor,
  pageOf,
  rowsOf,
  whereClause,
} from './paging.ts';
import type { ResolvedFilter } from './request-filter.ts';
import { listed, sessionConditions } from './session-filter.ts';
import type { Cell, ReconnectRow } from './view-rows.ts';

/** What the list is ordered by: the time of the first attempt, or how long it took to be of use. */
export type ReconnectOrder = 'first_attempt_ms' | 'usable_ms';

/** How a list of them is cut and ordered. */
interface ListOptions {
  order?: ReconnectOrder;
  /** All when null. */
  kinds?: readonly ReconnectRow['kind'][] | null;
}

/** Where their rows are found: the session is in the number of the episode, see the view. */
const ROWS = {
  view: 'reconnects',
  lookup: `session_id IN (SELECT value >> 16 FROM json_each(:ids)) AND ${BY_ID}`,
};

/** The parts of the view `reconnects` that a list is asked by, each half from its index of times. */
const EPISODES = `(
  SELECT n.id * 65536 AS id, n.id AS session_id, n.account ->> 'firstAttemptMs' AS first_attempt_ms,
    n.account ->> 'usableMs' - n.account ->> 'firstAttemptMs' AS usable_ms, n.account ->> 'frontEnd' AS front_end, n.kind
  FROM session n WHERE n.previous_id IS NOT NULL
  UNION ALL
  SELECT session_id * 65536 + n + 1, session_id, first_attempt_ms, usable_ms - first_attempt_ms, front_end, 'resume'
  FROM resume)`;

/**
 * First the episodes in the range, then which of their sessions are meant: one that came back hundreds of times has a long
 * account, which is read once, and sessions that never came back are not read at all.
 */
function query(
  filter: ResolvedFilter,
  { order = 'first_attempt_ms', kinds = null }: ListOptions = {},
): ListQuery {
  const values = new Map(filter.values);
  values.delete('server');
  values.delete('front_end');
  const { where: ofSession, params } = sessionConditions({ ...filter, values });
  // Nobody comes back where nobody was.
  if (filter.includeNoise) ofSession.push('s.noise IS NULL');
  const inRange: string[] = [];
  if (filter.sinceMs !== null) {
    inRange.push('e.first_attempt_ms >= :sinceMs');
    params['sinceMs'] = filter.sinceMs;
  }
  if (filter.untilMs !== null) {
    inRange.push('e.first_attempt_ms < :untilMs');
    params['untilMs'] = filter.untilMs;
  }
  if (kinds !== null) {
    inRange.push(`e.kind ${listed('kinds')}`);
    params['kinds'] = JSON.stringify(kinds);
  }
  if (order === 'usable_ms') inRange.push('e.usable_ms IS NOT NULL');
  // An episode went through one front end; its session may have used others.
  const servers = filter.values.get('server');
  const fronts = filter.values.get('front_end');
  const ofEpisode: string[] = [];
  if (servers !== undefined) {
    ofEpisode.push(`(e.front_end ${listed('server')} OR m.at_server)`);
    params['server'] = JSON.stringify([...servers]);
  }
  if (fronts !== undefined) {
    ofEpisode.push(`e.front_end ${listed('front_end')}`);
    params['front_end'] = JSON.stringify([...fronts]);
  }
  const atServer = servers === undefined ? 'NULL' : `s.account ->> 'machine' ${listed('server')}`;
  return {
    from: `(
      WITH episode AS MATERIALIZED (SELECT * FROM ${EPISODES} e ${whereClause(inRange)}),
      meant AS MATERIALIZED (
        SELECT s.id, ${atServer} AS at_server
        FROM (SELECT DISTINCT session_id FROM episode) o CROSS JOIN session s ON s.id = o.session_id
        ${whereClause(ofSession)})
      SELECT e.* FROM episode e CROSS JOIN meant m ON m.id = e.session_id ${whereClause(ofEpisode)}) e`,
    key: `e.${order}`,
    id: 'e.id',
    ...ROWS,
    where: [],
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
