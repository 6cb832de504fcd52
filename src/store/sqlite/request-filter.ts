import { normaliseGuid } from '../../formats/values/guid.ts';
import { serverName } from '../../formats/values/server-name.ts';
import { userKey } from '../../formats/values/user-key.ts';

/** A row of the view `requests`. */
export type RequestRow = Record<string, string | number | null> & { id: number; ended_ms: number };

/** What requests can be asked for by value: columns of the view `requests`, and `server`, which is either end. */
export const filterColumns = [
  'user',
  'mailbox',
  'server',
  'front_end',
  'back_end',
  'database',
  'client_ip',
  'subnet',
  'client_software',
  'client_version',
  'client_mode',
  'client_instance',
  'context',
  'endpoint',
  'request_type',
  'outcome',
  'failure_class',
  'noise',
] as const;
export type FilterColumn = (typeof filterColumns)[number];

/**
 * Which requests are meant, by lists, figures and the live stream; everything that is set must hold. Of several
 * values of one column any will do; an empty list is as none. Values may be spelled as a user writes them: servers with
 * or without domain, GUIDs with or without braces, names in any case; a user by any of the person's spellings.
 */
export interface RequestFilter extends Partial<Record<FilterColumn, readonly string[] | undefined>> {
  /** End of the request, epoch milliseconds, inclusive. */
  sinceMs?: number | undefined;
  /** End of the request, epoch milliseconds, exclusive. */
  untilMs?: number | undefined;
  /** Duration in milliseconds, inclusive. */
  minMs?: number | undefined;
  /** Duration in milliseconds, exclusive. */
  maxMs?: number | undefined;
  /** Whether requests that nobody caused are meant too; `noise` implies it. */
  includeNoise: boolean;
}

/** All spellings (lower case) of the person that a lower-case spelling means, itself among them. */
export type Spellings = (name: string) => readonly string[];

/** A filter with its values as the database spells them; users as all spellings of the person, lower case. */
export interface ResolvedFilter {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly includeNoise: boolean;
  /** Only columns that are asked for. */
  readonly values: ReadonlyMap<FilterColumn, ReadonlySet<string>>;
}

const lower = (text: string): string => text.toLowerCase();
const guid = (text: string): string => normaliseGuid(text.trim()) ?? lower(text);
// A name that is no server's (`<null>`) must find nothing, not everything.
const server = (text: string): string => serverName(text) ?? text;

/** How the database spells a value; columns that are not here take it as it is. */
const spelled: Partial<Record<FilterColumn, (text: string) => string>> = {
  user: userKey,
  mailbox: guid,
  database: guid,
  context: guid,
  client_instance: guid,
  server,
  front_end: server,
  back_end: server,
  client_ip: lower,
  subnet: lower,
};

/** Brings a filter into the form in which the database can be asked. */
export function resolve(filter: RequestFilter, spellings: Spellings): ResolvedFilter {
  const values = new Map<FilterColumn, ReadonlySet<string>>();
  for (const column of filterColumns) {
    const wanted = filter[column];
    if (wanted === undefined || wanted.length === 0) continue;
    const names = wanted.map(spelled[column] ?? ((text) => text));
    values.set(column, new Set(column === 'user' ? names.flatMap(spellings) : names));
  }
  return {
    sinceMs: filter.sinceMs ?? null,
    untilMs: filter.untilMs ?? null,
    minMs: filter.minMs ?? null,
    maxMs: filter.maxMs ?? null,
    includeNoise: filter.includeNoise || values.has('noise'),
    values,
  };
}

/** Columns that are asked for by other means than their value alone. */
const special: Partial<Record<FilterColumn, (listed: string) => string>> = {
  // SQLite's own lower() knows no letters beyond ASCII.
  user: (listed) => `user IN (SELECT user FROM series WHERE user_key ${listed})`,
  context: (listed) => `session_id IN (SELECT id FROM session WHERE context ${listed})`,
  // Without a Session Context there is no session, nor anything that a client instance could be followed by.
  client_instance: (listed) =>
    `(session_id IN (SELECT id FROM session WHERE client_instance ${listed}) AND client_instance ${listed})`,
};

/** The conditions of a query on the view `requests`, and the values of their parameters. */
export function conditions(filter: ResolvedFilter): {
  where: string[];
  params: Record<string, string | number>;
} {
  const where: string[] = [];
  const params: Record<string, string | number> = {};
  const number = (name: 'sinceMs' | 'untilMs' | 'minMs' | 'maxMs', sql: string): void => {
    const value = filter[name];
    if (value === null) return;
    where.push(`${sql} :${name}`);
    params[name] = value;
  };
  number('sinceMs', 'ended_ms >=');
  number('untilMs', 'ended_ms <');
  number('minMs', 'duration_ms >=');
  number('maxMs', 'duration_ms <');
  for (const [column, values] of filter.values) {
    params[column] = JSON.stringify([...values]);
    const listed = `IN (SELECT value FROM json_each(:${column}))`;
    if (column === 'server') where.push(`(front_end ${listed} OR back_end ${listed})`);
    else where.push(special[column]?.(listed) ?? `${column} ${listed}`);
  }
  // Failed requests have an index of their own; nothing else has a class.
  if (filter.values.has('failure_class')) where.push("outcome = 'failed'");
  if (!filter.includeNoise) where.push('noise IS NULL');
  return { where, params };
}

/** The same conditions for rows that were read already. */
export function rowFilter(filter: ResolvedFilter): (row: RequestRow) => boolean {
  const { sinceMs, untilMs, minMs, maxMs, includeNoise } = filter;
  const tests: ((row: RequestRow) => boolean)[] = [];
  if (sinceMs !== null) tests.push((row) => row.ended_ms >= sinceMs);
  if (untilMs !== null) tests.push((row) => row.ended_ms < untilMs);
  const duration = (row: RequestRow): number => Number(row['duration_ms'] ?? Number.NaN);
  if (minMs !== null) tests.push((row) => duration(row) >= minMs);
  if (maxMs !== null) tests.push((row) => duration(row) < maxMs);
  for (const [column, values] of filter.values) {
    const has = (name: string) => (row: RequestRow) => {
      const value = row[name];
      return typeof value === 'string' && values.has(name === 'user' ? userKey(value) : value);
    };
    const front = has('front_end');
    const back = has('back_end');
    const own = has(column);
    if (column === 'server') tests.push((row) => front(row) || back(row));
    else if (column === 'client_instance') tests.push((row) => row['session_id'] !== null && own(row));
    else tests.push(own);
  }
  if (!includeNoise) tests.push((row) => row['noise'] === null);
  return (row) => tests.every((test) => test(row));
}
