import { millisecondsInDay, millisecondsInWeek } from 'date-fns/constants';
import type { Overview, Range } from '../../api/types.ts';

/** What the figures are compared with: the range just before, or the same time a day or a week before. */
export const comparisons = ['range', 'day', 'week'] as const;
export type Comparison = (typeof comparisons)[number];

/** How much earlier, milliseconds. */
const SHIFT_MS = { day: millisecondsInDay, week: millisecondsInWeek } as const;

/** The same filters, a day or a week before a range. */
export function queryBefore(query: string, range: Range, by: 'day' | 'week'): string {
  const search = new URLSearchParams(query);
  search.set('since', new Date(range.since_ms - SHIFT_MS[by]).toISOString());
  search.set('until', new Date(range.until_ms - SHIFT_MS[by]).toISOString());
  return search.toString();
}

/** How much of a range, so much earlier, the logs can tell of: they begin at `firstMs`. */
export function covered(range: Range, by: 'day' | 'week', firstMs: number): 'all' | 'part' | 'none' {
  if (range.until_ms - SHIFT_MS[by] <= firstMs) return 'none';
  return range.since_ms - SHIFT_MS[by] < firstMs ? 'part' : 'all';
}

/**
 * A series of a day or a week before, with one entry a step of the series now; null where nothing was asked for in that step
 * then, and all null where the steps of both are not of one length.
 * @param pick the series, of an answer
 */
export function seriesBefore(
  now: Overview,
  then: Overview,
  by: 'day' | 'week',
  pick: (series: Overview['series']) => readonly (number | null)[],
): (number | null)[] {
  const shift = (now.start_ms - SHIFT_MS[by] - then.start_ms) / now.bucket_ms;
  const fits = now.bucket_ms === then.bucket_ms && Number.isInteger(shift);
  const values = pick(then.series);
  return now.series.requests.map((_, i) => {
    const at = i + shift;
    return !fits || (then.series.requests[at] ?? 0) === 0 ? null : (values[at] ?? null);
  });
}
