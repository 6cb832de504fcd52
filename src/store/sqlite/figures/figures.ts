import type { Connection } from '../database.ts';
import { spellingsIn } from '../people.ts';
import { type RequestFilter, type ResolvedFilter, resolve } from '../request-filter.ts';
import { evidenceOf } from './evidence.ts';
import { facetsOf } from './facets.ts';
import { type LatencyQuestion, reconnectLatency, requestLatency } from './latency.ts';
import { beforeOf, noiseOf, overviewOf } from './overview.ts';
import { Scans } from './scan.ts';
import type { Dimension, EvidenceCell, Facet, LatencyFigures, OverviewFigures, Steps } from './shapes.ts';

const kept = new WeakMap<Connection, Figures>();

/** The figures of a connection: made once, for they remember which values the database has. */
export function figuresOf(db: Connection): Figures {
  let figures = kept.get(db);
  if (figures === undefined) {
    figures = new Figures(db);
    kept.set(db, figures);
  }
  return figures;
}

/**
 * Figures over the requests and reconnects that a filter means. The filter's `sinceMs` and `untilMs` must be set
 * (`span` gives what there is). Each call reads one moment of the database; the connection may be read-only. Steps must
 * cover the range: see `stepsOf`.
 */
export class Figures {
  readonly #db: Connection;
  readonly #scans: Scans;

  constructor(db: Connection) {
    this.#db = db;
    this.#scans = new Scans(db);
  }

  /** First and last end of a request, epoch milliseconds; null when there is none. */
  span(): { firstMs: number; lastMs: number } | null {
    const { firstMs, lastMs } = this.#db
      .prepare(
        'SELECT (SELECT min(ended_ms) FROM request) AS firstMs, (SELECT max(ended_ms) FROM request) AS lastMs',
      )
      .get() as { firstMs: number | null; lastMs: number | null };
    return firstMs === null || lastMs === null ? null : { firstMs, lastMs };
  }

  /**
   * How things are.
   * @param worst groups of each dimension in `worst`
   * @throws RangeError when an end of the range is not set
   */
  overview(filter: RequestFilter, steps: Steps, worst = 8): OverviewFigures {
    return this.#read(filter, (resolved) => {
      const { sinceMs, untilMs } = resolved;
      const earlier =
        sinceMs === null || untilMs === null
          ? resolved
          : { ...resolved, sinceMs: 2 * sinceMs - untilMs, untilMs: sinceMs };
      return {
        ...overviewOf(this.#db, this.#scans, resolved, steps, worst),
        before: beforeOf(this.#db, this.#scans, earlier),
      };
    });
  }

  /**
   * The values of dimensions with their counts, most first. Every filter holds, also one on the dimension itself.
   * @param limit values of each dimension
   */
  facets(filter: RequestFilter, dimensions: readonly Dimension[], limit: number): Facet[] {
    return this.#read(filter, (resolved) => facetsOf(this.#scans, resolved, dimensions, limit));
  }

  /**
   * How long requests took (`duration_ms`), or clients to come back (all other measures). Requests have no `cause` or
   * `kind`: then there are no groups.
   */
  latency(
    filter: RequestFilter,
    steps: Steps,
    { measure, by, kinds = null, groups = 50 }: Omit<LatencyQuestion, 'groups'> & { groups?: number },
  ): LatencyFigures {
    return this.#read(filter, (resolved) => {
      if (measure !== 'duration_ms')
        return reconnectLatency(this.#db, resolved, steps, { measure, by, kinds, groups });
      const dimension = by === 'cause' || by === 'kind' ? null : by;
      return requestLatency(this.#scans, resolved, steps, { by: dimension, groups });
    });
  }

  /** Requests that nobody caused, by reason, most first. */
  noise(filter: RequestFilter): { reason: string; requests: number }[] {
    return this.#read(filter, (resolved) => noiseOf(this.#scans, resolved));
  }

  /** Which records stand behind the requests, by step and way. */
  evidence(filter: RequestFilter, steps: Steps): EvidenceCell[] {
    return this.#read(filter, (resolved) => evidenceOf(this.#scans, resolved, steps));
  }

  /** Everything that is read in one call is of one moment. */
  #read<Answer>(filter: RequestFilter, answer: (filter: ResolvedFilter) => Answer): Answer {
    return this.#db.transaction(() => {
      this.#scans.catalogue.refresh();
      return answer(resolve(filter, spellingsIn(this.#db)));
    })();
  }
}
