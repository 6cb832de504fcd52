import type { Connection } from '../database.ts';
import type { FilterColumn, ResolvedFilter } from '../request-filter.ts';

/** What a session has of a filter's columns; the others say nothing of a request that no log has. */
const columns: Partial<Record<FilterColumn, (listed: string) => string>> = {
  user: (listed) => `s.user_key ${listed}`,
  mailbox: (listed) => `s.mailbox ${listed}`,
  database: (listed) => `s.database ${listed}`,
  client_software: (listed) => `s.software ${listed}`,
  client_version: (listed) => `s.version ${listed}`,
  client_mode: (listed) => `s.mode ${listed}`,
  client_instance: (listed) => `s.client_instance ${listed}`,
  context: (listed) => `s.context ${listed}`,
  endpoint: (listed) => `s.endpoint ${listed}`,
  front_end: frontEnd,
  back_end: backEnd,
  server: (listed) => `(${frontEnd(listed)} OR ${backEnd(listed)})`,
};

function frontEnd(listed: string): string {
  return `EXISTS (SELECT 1 FROM json_each(s.front_ends) f WHERE f.value ${listed})`;
}

function backEnd(listed: string): string {
  return `s.account ->> 'machine' ${listed}`;
}

/** Requests that no log has, of the sessions of people that a filter means and that were there in its time. */
export function missingRequests(db: Connection, filter: ResolvedFilter): number {
  const where = ['s.missing > 0', 's.noise IS NULL'];
  const params: Record<string, string | number> = {};
  if (filter.untilMs !== null) {
    where.push('s.started_ms < :until');
    params['until'] = filter.untilMs;
  }
  if (filter.sinceMs !== null) {
    where.push('s.ended_ms >= :since');
    params['since'] = filter.sinceMs;
  }
  for (const [column, values] of filter.values) {
    const condition = columns[column];
    if (condition === undefined) continue;
    where.push(condition(`IN (SELECT value FROM json_each(:${column}))`));
    params[column] = JSON.stringify([...values]);
  }
  // As missing_requests of the view `sessions`, without its other columns.
  const sql = `SELECT total(s.missing - s.missing_open
      * (s.ended_ms >= (SELECT max(ended_ms) FROM request) - 360000))
    FROM session s WHERE ${where.join(' AND ')}`;
  return db.prepare(sql).pluck().get(params) as number;
}
