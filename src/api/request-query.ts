import type { Static, TObject } from 'typebox';
import type { RequestFilter } from '../store/sqlite/reader.ts';
import { type TimeAnchors, TimeExpressionError, timeOf } from '../store/time-expression.ts';
import { Problem } from './problems.ts';
import type { filterParameters } from './schemas/filter.ts';

/** The filters of a list, of figures or of the live stream, as they were asked for. */
export type FilterQuery = Partial<Static<TObject<typeof filterParameters>>>;

function time(name: string, text: string | undefined, anchors: TimeAnchors): number | undefined {
  if (text === undefined) return undefined;
  try {
    return timeOf(text, anchors);
  } catch (error) {
    if (error instanceof TimeExpressionError) throw new Problem('bad_request', `${name}: ${error.message}`);
    throw error;
  }
}

/**
 * The filter that query parameters ask for.
 * @param anchors what relative times are relative to
 * @throws Problem when a time is none, or the range of time is empty
 */
export function filterOf(query: FilterQuery, anchors: TimeAnchors): RequestFilter {
  const {
    since,
    until,
    min_ms: minMs,
    max_ms: maxMs,
    include_noise: includeNoise = false,
    ...values
  } = query;
  const sinceMs = time('since', since, anchors);
  const untilMs = time('until', until, anchors);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs)
    throw new Problem('bad_request', 'since is not before until: there is no time between them');
  return { ...values, sinceMs, untilMs, minMs, maxMs, includeNoise };
}
