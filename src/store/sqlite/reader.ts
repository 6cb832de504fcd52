import { serverName } from '../../formats/values/server-name.ts';
import type { Connection } from './database.ts';

/** A row of the view `sources`. */
export interface SourceRow {
  id: number;
  path: string;
  kind: string;
  server: string | null;
  size: number | null;
  offset: number;
  records: number;
  rejected: number;
  warnings: number;
  first_at: string | null;
  last_at: string | null;
  state: string;
  last_error: string | null;
}

/** Which requests to give; every filter that is set must hold. */
export interface RequestFilter {
  /** Epoch milliseconds, inclusive. */
  sinceMs?: number;
  /** Epoch milliseconds, exclusive. */
  untilMs?: number;
  outcome?: string;
  /** Exact, ignoring case. */
  user?: string;
  /** Front end or back end, with or without its domain, ignoring case. */
  server?: string;
  includeNoise: boolean;
}

/** Where a page ends: the next one goes on with older requests. */
export interface RequestCursor {
  endedMs: number;
  id: number;
}

export type RequestRow = Record<string, string | number | null> & { id: number; ended_ms: number };

/** Numbers over everything that was read. */
export interface Totals {
  sources: number;
  records: number;
  rejected: number;
  requests: number;
  noise: number;
  first_at: string | null;
  last_at: string | null;
}

/** Reads what the store has, for the API and the page. */
export class Reader {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  sources(): SourceRow[] {
    return this.#db.prepare('SELECT * FROM sources ORDER BY last_at DESC, path').all() as SourceRow[];
  }

  /** Newest first. */
  requests(filter: RequestFilter, limit: number, after: RequestCursor | null): RequestRow[] {
    const { where, params } = conditions(filter);
    if (after !== null) {
      // The first part is for the index, the second for requests of the same millisecond.
      where.push('ended_ms <= :afterMs AND (ended_ms < :afterMs OR id < :afterId)');
      params['afterMs'] = after.endedMs;
      params['afterId'] = after.id;
    }
    const sql = `SELECT * FROM requests ${whereClause(where)} ORDER BY ended_ms DESC, id DESC LIMIT :limit`;
    return this.#db.prepare(sql).all({ ...params, limit }) as RequestRow[];
  }

  /** How many requests the filter would give if noise were shown, but does not. */
  hiddenNoise(filter: RequestFilter): number {
    if (filter.includeNoise) return 0;
    const { where, params } = conditions({ ...filter, includeNoise: true });
    where.push('noise IS NOT NULL');
    return this.#db
      .prepare(`SELECT count(*) FROM requests ${whereClause(where)}`)
      .pluck()
      .get(params) as number;
  }

  totals(): Totals {
    const sql = `
      SELECT count(*) AS sources, coalesce(sum(records), 0) AS records, coalesce(sum(rejected), 0) AS rejected,
        (SELECT count(*) FROM request) AS requests,
        (SELECT count(*) FROM request WHERE noise IS NOT NULL) AS noise,
        min(first_at) AS first_at, max(last_at) AS last_at
      FROM sources`;
    return this.#db.prepare(sql).get() as Totals;
  }
}

const whereClause = (where: readonly string[]): string =>
  where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;

function conditions(filter: RequestFilter): { where: string[]; params: Record<string, string | number> } {
  const where: string[] = [];
  const params: Record<string, string | number> = {};
  const add = (condition: string, name: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    where.push(condition);
    params[name] = value;
  };
  add('ended_ms >= :sinceMs', 'sinceMs', filter.sinceMs);
  add('ended_ms < :untilMs', 'untilMs', filter.untilMs);
  add('outcome = :outcome', 'outcome', filter.outcome);
  add('user = :user COLLATE NOCASE', 'user', filter.user);
  add('(front_end = :server OR back_end = :server)', 'server', serverName(filter.server) ?? undefined);
  if (!filter.includeNoise) where.push('noise IS NULL');
  return { where, params };
}
