import { useQuery } from '@tanstack/react-query';
import { filtered, statusQuery } from '../../api/queries.ts';
import type { Overview } from '../../api/types.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { type Comparison, comparisons, covered, queryBefore, seriesBefore } from './comparison.ts';

/** So far a range may have moved on, and what was before it still is: milliseconds. */
const MOVED_MS = 5 * 60_000;

/** What the figures are compared with. */
export interface Compared {
  readonly by: Comparison;
  /** The figures then; null where there are none, undefined while they are asked for. */
  readonly before: Overview['before'] | undefined;
  /** From when to when that was, epoch milliseconds; null for the range before. */
  readonly range: { readonly since_ms: number; readonly until_ms: number } | null;
  /** How much of that time the logs can tell of. */
  readonly covered: 'all' | 'part' | 'none';
  /** A series then, one entry a step; empty without one. */
  readonly series: (pick: (series: Overview['series']) => readonly (number | null)[]) => (number | null)[];
  readonly error: Error | null;
  readonly retry: () => void;
}

/** What the address says that the overview is compared with, and how to change that. */
export function useCompared(data: Overview | undefined): Compared & {
  readonly choose: (by: Comparison) => void;
  /** How much of the time a day or a week before the logs can tell of. */
  readonly coverage: (by: 'day' | 'week') => 'all' | 'part' | 'none';
} {
  const [wanted, setWanted] = useParameter('compare');
  const { query } = useFilters();
  const by = comparisons.find((one) => one === wanted) ?? 'range';
  const firstAt = useQuery({ ...statusQuery, enabled: false }).data?.totals.first_at ?? null;
  const question = data === undefined || by === 'range' ? null : queryBefore(query, data.range, by);
  const asked = useQuery({
    ...filtered<Overview>('overview', question ?? ''),
    enabled: question !== null,
    // A range that moves on is compared with what was there a moment ago until the next answer comes; another question is not.
    placeholderData: (before, asked) =>
      question !== null && isNear(String(asked?.queryKey[1] ?? ''), question) ? before : undefined,
  });
  const coverage = (one: 'day' | 'week'): 'all' | 'part' | 'none' =>
    data === undefined || firstAt === null ? 'all' : covered(data.range, one, Date.parse(firstAt));
  const choose = (next: Comparison): void => setWanted(next === 'range' ? null : next, true);
  if (by === 'range' || data === undefined) {
    return {
      by,
      before: data?.before,
      range: null,
      covered: 'all',
      series: () => [],
      error: null,
      retry: () => undefined,
      choose,
      coverage,
    };
  }
  const { data: answer, error } = asked;
  return {
    by,
    before:
      answer === undefined
        ? error === null
          ? undefined
          : null
        : answer.totals.requests === 0
          ? null
          : answer.totals,
    range: answer?.range ?? null,
    covered: coverage(by),
    series: (pick) => (answer === undefined ? [] : seriesBefore(data, answer, by, pick)),
    error,
    retry: () => void asked.refetch(),
    choose,
    coverage,
  };
}

/** Whether two questions differ in nothing but the time, and in that by little. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [new URLSearchParams(one), new URLSearchParams(other)];
  for (const end of ['since', 'until']) {
    const apart = Math.abs(Date.parse(a.get(end) ?? '') - Date.parse(b.get(end) ?? ''));
    if (!(apart < MOVED_MS)) return false;
    a.delete(end);
    b.delete(end);
  }
  return a.toString() === b.toString();
}
