import type { Conditions } from './paging.ts';
import type { FilterColumn, ResolvedFilter } from './request-filter.ts';

/** Values of a filter's column, or of another parameter, as a list in SQL. */
export const listed = (column: FilterColumn | 'kinds'): string =>
  `IN (SELECT value FROM json_each(:${column}))`;

/** What only single requests have: a session is meant when one of its requests has all of it. */
const OF_REQUESTS = {
  subnet: `p.subnet ${listed('subnet')}`,
  request_type: `p.request_type ${listed('request_type')}`,
  outcome: `q.outcome ${listed('outcome')}`,
  failure_class: `q.failure_id IN (SELECT id FROM failure_kind WHERE class ${listed('failure_class')})`,
};
type OfRequests = keyof typeof OF_REQUESTS;

const count = (name: string): string => `coalesce(s.account ->> '${name}', 0)`;

/** Whether the account of a session, called `s`, has requests of an outcome. */
const COUNTED: Record<string, string> = {
  ok: `${count('requests')} > ${count('failures')} + ${count('clientGone')}`,
  failed: `${count('failures')} > 0`,
  client_gone: `${count('clientGone')} > 0`,
  challenge: `${count('challenges')} > 0`,
};

/** How the table `session`, called `s`, is asked for what requests are asked for by value. */
const terms: Record<Exclude<FilterColumn, OfRequests>, string> = {
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

/** The conditions of a filter but its range of time, for a query on the table `session`, called `s`. */
export function sessionConditions(filter: ResolvedFilter): Conditions {
  const where: string[] = [];
  const params: Conditions['params'] = {};
  const all: Partial<Record<FilterColumn, string>> = terms;
  for (const [column, values] of filter.values) {
    const term = all[column];
    if (term === undefined) continue;
    where.push(term);
    params[column] = JSON.stringify([...values]);
  }
  if (!filter.includeNoise) where.push('s.noise IS NULL');
  const ofRequests = requestsOf(filter);
  if (ofRequests !== null) {
    where.push(ofRequests.sql);
    Object.assign(params, ofRequests.params);
  }
  return { where, params };
}

/** A condition on the requests of a session, by what only single requests have; null where that is not asked for. */
function requestsOf({ values }: ResolvedFilter): { sql: string; params: Conditions['params'] } | null {
  const asked = (Object.keys(OF_REQUESTS) as OfRequests[]).filter((column) => values.has(column));
  const outcomes = values.get('outcome');
  const onlyFailed = outcomes?.size === 1 && outcomes.has('failed');
  if (asked.length === 1 && outcomes !== undefined && !onlyFailed) {
    const counted = [...outcomes].map((outcome) => COUNTED[outcome] ?? 'FALSE');
    return { sql: `(${counted.join(' OR ')})`, params: {} };
  }
  const params: Conditions['params'] = {};
  const ofSeries: string[] = [];
  const own: string[] = [];
  for (const [column, term] of Object.entries(OF_REQUESTS) as [OfRequests, string][]) {
    const wanted = values.get(column);
    if (wanted === undefined) continue;
    params[column] = JSON.stringify([...wanted]);
    (term.startsWith('p.') ? ofSeries : own).push(term);
  }
  if (ofSeries.length + own.length === 0) return null;
  // With + the series are looked up for each request, not the requests for each series.
  const inSeries = `+q.series_id IN (SELECT x.id FROM series x JOIN place p ON p.id = x.place_id WHERE ${ofSeries.join(' AND ')})`;
  // The index of sessions has the series: most often one of the first requests of a session tells.
  if (own.length === 0)
    return {
      sql: `EXISTS (SELECT 1 FROM request q WHERE q.session_id = s.id AND ${inSeries})`,
      params,
    };
  // Failed requests have an index of their own; nothing else has a class.
  if (values.has('failure_class') || onlyFailed) own.push("q.outcome = 'failed'");
  if (ofSeries.length > 0) own.push(inSeries);
  // Found once for the whole query; asked anew for every session it would take minutes.
  return { sql: `s.id IN (SELECT q.session_id FROM request q WHERE ${own.join(' AND ')})`, params };
}
