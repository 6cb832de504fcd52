import type { Static } from 'typebox';
import type { RequestFilter } from '../../store/sqlite/reader.ts';
import { type FilterQuery, filterOf } from '../request-query.ts';
import type { Range } from '../schemas/common.ts';
import type { AnswerContext } from './context.ts';

/** What an answer is about. */
export interface About {
  filter: RequestFilter;
  /** The span of time, resolved: where none is asked for, that of all requests. */
  range: Static<typeof Range>;
}

/** The filter with the range as its bounds: what figures need. */
export const boundedOf = ({ filter, range }: About): RequestFilter => ({
  ...filter,
  sinceMs: range.since_ms,
  untilMs: range.until_ms,
});

/** Bounds of time that were resolved before: those of the first page hold for all. */
export type Bounds = Pick<RequestFilter, 'sinceMs' | 'untilMs'>;

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * What a query is about.
 * @param bounds take the place of the query's own times
 * @throws Problem when a time is none
 */
export function aboutOf({ figures, nowMs }: AnswerContext, query: FilterQuery, bounds?: Bounds): About {
  const extent = figures.span();
  const asked = filterOf(query, { nowMs, latestMs: extent?.lastMs ?? null });
  const filter = { ...asked, ...bounds };
  const endMs = extent === null ? nowMs : extent.lastMs + 1;
  const untilMs = filter.untilMs ?? Math.max(endMs, filter.sinceMs ?? endMs);
  const sinceMs = filter.sinceMs ?? Math.min(extent?.firstMs ?? nowMs, untilMs);
  const range = { since_at: iso(sinceMs), until_at: iso(untilMs), since_ms: sinceMs, until_ms: untilMs };
  return { filter, range };
}
