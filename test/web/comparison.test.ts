import { describe, expect, it } from 'vitest';
import type { Overview } from '../../web/src/api/types.ts';
import { covered, queryBefore, seriesBefore } from '../../web/src/pages/overview/comparison.ts';

const DAY = 86_400_000;
const since = Date.parse('2026-03-04T09:00:00.000Z');
const until = Date.parse('2026-03-04T10:00:00.000Z');
const range = {
  since_at: new Date(since).toISOString(),
  until_at: new Date(until).toISOString(),
  since_ms: since,
  until_ms: until,
};

describe('a comparison', () => {
  it('asks for the same filters at the same time a day or a week before', () => {
    const query = 'since=latest-1h&server=EXCH01&server=EXCH02';
    expect(queryBefore(query, range, 'day')).toBe(
      'since=2026-03-03T09%3A00%3A00.000Z&server=EXCH01&server=EXCH02&until=2026-03-03T10%3A00%3A00.000Z',
    );
    const week = new URLSearchParams(queryBefore(query, range, 'week'));
    expect(week.get('since')).toBe('2026-02-25T09:00:00.000Z');
  });

  it('knows how much of that time the logs tell of', () => {
    expect(covered(range, 'day', since - DAY)).toBe('all');
    expect(covered(range, 'day', since - DAY + 1)).toBe('part');
    expect(covered(range, 'day', until - DAY)).toBe('none');
    expect(covered(range, 'week', since - DAY)).toBe('none');
  });

  const answer = (startMs: number, requests: number[], failed: number[], bucketMs = 600_000): Overview =>
    ({ start_ms: startMs, bucket_ms: bucketMs, series: { requests, failed } }) as unknown as Overview;

  it('lays the series of both over each other by the time of day; where nothing was asked for, there is nothing', () => {
    const now = answer(since, [5, 5, 5, 5], [1, 1, 1, 1]);
    // The logs begin a step later.
    const before = answer(since - DAY + 600_000, [7, 0, 7], [2, 0, 0]);
    expect(seriesBefore(now, before, 'day', ({ failed }) => failed)).toEqual([null, 2, null, 0]);
  });

  it('leaves out what has steps of another length', () => {
    const now = answer(since, [5, 5], [1, 1]);
    const before = answer(since - DAY, [7, 7], [2, 2], 300_000);
    expect(seriesBefore(now, before, 'day', ({ failed }) => failed)).toEqual([null, null]);
  });
});
