import type { Conditions } from './paging.ts';
import { conditions, type FilterColumn, type ResolvedFilter } from './request-filter.ts';

/** What only single requests have: a session is meant when one of its requests has all of it. */
const OF_REQUESTS = ['subnet', 'request_type', 'outcome', 'failure_class'] as const;

/** Values of a filter's column as a list in SQL. */
const listed = (column: FilterColumn): string => `IN (SELECT value FROM json_each(:${column}))`;

/** How the table `session`, called `s`, is asked for what requests are asked for by value. */
const terms: Record<Exclude<FilterColumn, (typeof OF_REQUESTS)[number]>, string> = {
  user: sessionUser('s'),
  mailbox: `s.mailbox ${listed('mailbox')}`,
  server: `(s.account ->> 'machine' ${listed('server')} OR ${anyFrontEnd('server')})`,
  front_end: anyFrontEnd('front_end'),
  back_end: `s.account ->> 'machine' ${listed('back_end')}`,
  database: `s.database ${listed('database')}`,
  client_ip: `(s.account ->> 'firstAddress' ${listed('client_ip')} OR s.account ->> 'address' ${listed('client_ip')})`,
  client_software: `s.software ${listed('client_software')}`,
  client_version: `s.version ${listed('client_version')}`,
  client_mode: `s.mode ${listed('client_mode')}`,
  client_instance: `s.client_instance ${listed('client_instance')}`,
  context: `s.context ${listed('context')}`,
  endpoint: `s.endpoint ${listed('endpoint')}`,
  noise: `s.noise ${listed('noise')}`,
};

function anyFrontEnd(column: 'server' | 'front_end'): string {
  return `EXISTS (SELECT 1 FROM json_each(s.front_ends) WHERE value ${listed(column)})`;
}

/** Whose a session is: its user, or where all its requests were refused, that of the same Outlook's other sessions. */
export function sessionUser(session: string): string {
  return `(${session}.user_key ${listed('user')} OR (${session}.user IS NULL AND ${session}.client_instance IN (
    SELECT o.client_instance FROM session o WHERE o.noise IS NULL AND o.user_key ${listed('user')})))`;
}

/**
 * The conditions of a filter but its range of time, for a query on the table `session`, called `s`.
 * @param others terms that take the place of those of the session
 */
export function sessionConditions(filter: ResolvedFilter, others: Partial<typeof terms> = {}): Conditions {
  const where: string[] = [];
  const params: Conditions['params'] = {};
  const all: Partial<Record<FilterColumn, string>> = { ...terms, ...others };
  for (const [column, values] of filter.values) {
    const term = all[column];
    if (term === undefined) continue;
    where.push(term);
    params[column] = JSON.stringify([...values]);
  }
  if (!filter.includeNoise) where.push('s.noise IS NULL');
  const ofRequests = requestConditions(filter);
  if (ofRequests.where.length > 0) {
    // Found once for the whole query; asked anew for every session it would take minutes.
    where.push(`s.id IN (SELECT session_id FROM requests WHERE ${ofRequests.where.join(' AND ')})`);
    Object.assign(params, ofRequests.params);
  }
  return { where, params };
}

function requestConditions(filter: ResolvedFilter): Conditions {
  const own = new Set<FilterColumn>(OF_REQUESTS);
  return conditions({
    ...filter,
    sinceMs: null,
    untilMs: null,
    includeNoise: true,
    values: new Map([...filter.values].filter(([column]) => own.has(column))),
  });
}
