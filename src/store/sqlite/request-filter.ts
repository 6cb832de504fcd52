import { serverName } from '../../formats/values/server-name.ts';

/** A row of the view `requests`. */
export type RequestRow = Record<string, string | number | null> & { id: number; ended_ms: number };

/** Which requests to give; every filter that is set must hold. */
export interface RequestFilter {
  /** Epoch milliseconds, inclusive. */
  sinceMs?: number;
  /** Epoch milliseconds, exclusive. */
  untilMs?: number;
  outcome?: string;
  /** Exact, ignoring the case of ASCII letters. */
  user?: string;
  /** Front end or back end, with or without its domain, ignoring case. */
  server?: string;
  includeNoise: boolean;
}

/** One filter in its two forms: for a query, where `:name` stands for its value, and for a row that is there. */
interface Term<Value> {
  sql: string;
  holds(row: RequestRow, value: Value): boolean;
}

type Terms = {
  [Name in Exclude<keyof RequestFilter, 'includeNoise'>]-?: Term<NonNullable<RequestFilter[Name]>>;
};

/** The letter case that SQLite's NOCASE ignores. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const terms: Terms = {
  sinceMs: { sql: 'ended_ms >= :sinceMs', holds: (row, since) => row.ended_ms >= since },
  untilMs: { sql: 'ended_ms < :untilMs', holds: (row, until) => row.ended_ms < until },
  outcome: { sql: 'outcome = :outcome', holds: (row, outcome) => row['outcome'] === outcome },
  user: {
    sql: 'user = :user COLLATE NOCASE',
    holds: ({ user }, wanted) => typeof user === 'string' && lower(user) === lower(wanted),
  },
  server: {
    sql: '(front_end = :server OR back_end = :server)',
    holds: (row, server) => row['front_end'] === server || row['back_end'] === server,
  },
};

type Setting = { [Name in keyof Terms]: [Name, NonNullable<RequestFilter[Name]>] }[keyof Terms];

/** What is set of a filter, values as the database spells them. */
function settings(filter: RequestFilter): Setting[] {
  // A name that is no server's (`<null>`) must find nothing, not everything.
  const server = serverName(filter.server) ?? filter.server;
  const all = { ...filter, server };
  return (Object.keys(terms) as (keyof Terms)[])
    .filter((name) => all[name] !== undefined)
    .map((name) => [name, all[name]] as Setting);
}

/** The conditions of a query on `requests`, and the values of their parameters. */
export function conditions(filter: RequestFilter): {
  where: string[];
  params: Record<string, string | number>;
} {
  const set = settings(filter);
  const where = set.map(([name]) => terms[name].sql);
  if (!filter.includeNoise) where.push('noise IS NULL');
  return { where, params: Object.fromEntries(set) };
}

/** The same conditions for rows that were read already. */
export function rowFilter(filter: RequestFilter): (row: RequestRow) => boolean {
  const tests = settings(filter).map(([name, value]) => {
    const { holds } = terms[name] as Term<string | number>;
    return (row: RequestRow) => holds(row, value);
  });
  if (!filter.includeNoise) tests.push((row) => row['noise'] === null);
  return (row) => tests.every((test) => test(row));
}
