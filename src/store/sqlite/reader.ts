import type { Statement } from 'better-sqlite3';
import type { Connection } from './database.ts';
import { markedByOtherRules } from './noise-rules.ts';
import { spellingsIn } from './people.ts';
import {
  conditions,
  type RequestFilter,
  type RequestRow,
  type ResolvedFilter,
  resolve,
} from './request-filter.ts';

export type { RequestFilter, RequestRow } from './request-filter.ts';

/** A row of the view `sources`. */
export interface SourceRow {
  /** Null, like the kind, where the path could not be read at all. */
  id: number | null;
  path: string;
  kind: string | null;
  server: string | null;
  size: number | null;
  offset: number;
  records: number;
  /** Of its records, those that were deleted since. */
  expired: number;
  rejected: number;
  warnings: number;
  first_at: string | null;
  last_at: string | null;
  state: string;
  last_error: string | null;
}

/** Where a page ends: the next one goes on with older requests. */
export interface RequestCursor {
  endedMs: number;
  id: number;
}

/** Numbers over everything that was read. */
export interface Totals {
  sources: number;
  records: number;
  rejected: number;
  requests: number;
  noise: number;
  /** Requests that were marked as noise, or not, by other rules than the latest. */
  other_noise_rules: number;
  first_at: string | null;
  last_at: string | null;
}

/** Reads what the store has, for the API and the page. */
export class Reader {
  readonly #db: Connection;
  #byId: Statement | null = null;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** The database's file. */
  get file(): string {
    return this.#db.name;
  }

  sources(): SourceRow[] {
    return this.#db.prepare('SELECT * FROM sources ORDER BY last_at DESC, path').all() as SourceRow[];
  }

  /** A filter in the form that `rowFilter` takes; users are all spellings of the person that are known now. */
  resolve(filter: RequestFilter): ResolvedFilter {
    return resolve(filter, spellingsIn(this.#db));
  }

  /** Newest first. */
  requests(filter: RequestFilter, limit: number, after: RequestCursor | null): RequestRow[] {
    const { where, params } = conditions(this.resolve(filter));
    if (after !== null) {
      // The first part is for the index, the second for requests of the same millisecond.
      where.push('ended_ms <= :afterMs AND (ended_ms < :afterMs OR id < :afterId)');
      params['afterMs'] = after.endedMs;
      params['afterId'] = after.id;
    }
    const sql = `SELECT * FROM requests ${whereClause(where)} ORDER BY ended_ms DESC, id DESC LIMIT :limit`;
    return this.#db.prepare(sql).all({ ...params, limit }) as RequestRow[];
  }

  /**
   * The requests with these ids, as far as they are there, by id.
   * @param includeNoise false leaves out requests that nobody caused
   */
  requestsById(ids: readonly number[], includeNoise: boolean): Map<number, RequestRow> {
    this.#byId ??= this.#db.prepare(
      'SELECT * FROM requests WHERE id IN (SELECT value FROM json_each(:ids)) AND (:noise OR noise IS NULL)',
    );
    const params = { ids: JSON.stringify(ids), noise: includeNoise ? 1 : 0 };
    const rows = this.#byId.all(params) as RequestRow[];
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The highest id of a request; 0 when there is none. Later requests have higher ones. */
  lastRequestId(): number {
    return this.#db.prepare('SELECT coalesce(max(id), 0) FROM request').pluck().get() as number;
  }

  /** End of the latest request, epoch milliseconds; null when there is none. */
  latestMs(): number | null {
    return this.#db.prepare('SELECT max(ended_ms) FROM request').pluck().get() as number | null;
  }

  totals(): Totals {
    const sql = `
      SELECT count(*) AS sources, coalesce(sum(records), 0) AS records, coalesce(sum(rejected), 0) AS rejected,
        (SELECT count(*) FROM request) AS requests,
        (SELECT count(*) FROM request) - (SELECT count(*) FROM request WHERE noise IS NULL) AS noise,
        min(first_at) AS first_at, max(last_at) AS last_at
      FROM sources`;
    const totals = this.#db.prepare(sql).get() as Omit<Totals, 'other_noise_rules'>;
    return { ...totals, other_noise_rules: markedByOtherRules(this.#db) };
  }
}

const whereClause = (where: readonly string[]): string =>
  where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
