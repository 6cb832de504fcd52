import type { Connection } from './database.ts';
import { BY_ID, countOf, type ListQuery, type PageCursor, pageOf } from './paging.ts';
import type { ResolvedFilter } from './request-filter.ts';
import { sessionConditions } from './session-filter.ts';
import type { SessionRow } from './view-rows.ts';

/** Sessions of which a part lies in the range. */
function query(filter: ResolvedFilter): ListQuery {
  const { where, params } = sessionConditions(filter);
  if (filter.sinceMs !== null) {
    where.push('s.ended_ms >= :sinceMs');
    params['sinceMs'] = filter.sinceMs;
  }
  if (filter.untilMs !== null) {
    where.push('s.started_ms < :untilMs');
    params['untilMs'] = filter.untilMs;
  }
  return {
    from: 'session s',
    key: 's.started_ms',
    id: 's.id',
    view: 'sessions',
    lookup: BY_ID,
    where,
    params,
  };
}

/** Sessions, the one that started last first. */
export const sessionPage = (
  db: Connection,
  filter: ResolvedFilter,
  limit: number,
  after: PageCursor | null,
): SessionRow[] => pageOf(db, query(filter), limit, after);

export const countSessions = (db: Connection, filter: ResolvedFilter): number => countOf(db, query(filter));
