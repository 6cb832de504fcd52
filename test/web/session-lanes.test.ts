import { describe, expect, it } from 'vitest';
import type { RequestRow, TimelineStep } from '../../web/src/api/types.ts';
import { barsOf, lanesOf, type Step, stepAt } from '../../web/src/charts/step-lanes.ts';
import { tickText, timeTicks } from '../../web/src/charts/ticks.ts';

const request = (
  key: number,
  type: string,
  offset_ms: number,
  duration_ms: number,
  outcome: RequestRow['outcome'] = 'ok',
): Step => ({
  key: String(key),
  step: {
    kind: 'request',
    offset_ms,
    duration_ms,
    request: { request_type: type, outcome } as RequestRow,
    failure: null,
    from: null,
    to: null,
  },
});
const between = (key: number, kind: TimelineStep['kind'], offset_ms: number, ms: number | null): Step => ({
  key: String(key),
  step: { kind, offset_ms, duration_ms: ms, request: null, failure: null, from: 'a', to: 'b' },
});

describe('the lanes of a session', () => {
  it('are one a type, what begins a session on top, what waits and ends it below', () => {
    const { lanes, gaps, changes, lengthMs } = lanesOf([
      request(0, 'NotificationWait', 0, 300_000),
      request(1, 'Execute', 10, 20),
      request(2, 'GetProps', 20, 20),
      request(3, 'Connect', 30, 20, 'challenge'),
      between(4, 'gap', 300_000, 60_000),
      between(5, 'address', 360_000, null),
      request(6, 'Disconnect', 360_000, 5),
      between(7, 'end', 360_005, null),
    ]);
    expect(lanes.map(({ type }) => type)).toEqual([
      'Connect',
      'Execute',
      'GetProps',
      'NotificationWait',
      'Disconnect',
    ]);
    expect(lanes[0]?.steps).toMatchObject([{ key: '3', kind: 'challenge', poll: false }]);
    expect(lanes[3]?.steps).toMatchObject([{ key: '0', poll: true, toMs: 300_000 }]);
    expect(gaps).toEqual([{ key: '4', fromMs: 300_000, toMs: 360_000 }]);
    expect(changes.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['address', 360_000],
      ['end', 360_005],
    ]);
    expect(lengthMs).toBe(360_005);
  });

  it('have no more bars than a few a pixel, and never lose a failure among them', () => {
    const steps = Array.from({ length: 20_000 }, (_, i) =>
      request(i, 'Execute', i * 10, 5, i === 12_345 ? 'failed' : 'ok'),
    );
    const [lane] = lanesOf(steps).lanes;
    if (lane === undefined) throw new Error('no lane');
    const bars = barsOf(lane, { fromMs: 0, toMs: 200_000, width: 1_000 });
    expect(bars.length).toBeLessThan(1_100);
    expect(bars.at(-1)).toEqual({ x: 617, width: 2, kind: 'failed', poll: false });
    const close = barsOf(lane, { fromMs: 123_400, toMs: 123_500, width: 1_000 });
    expect(close.filter(({ kind }) => kind === 'failed')).toEqual([
      { x: 500, width: 50, kind: 'failed', poll: false },
    ]);
    expect(close.length).toBeLessThan(15);
  });

  it('show what began long before the view and reaches into it', () => {
    const [lane] = lanesOf([request(0, 'Execute', 0, 50), request(1, 'Execute', 5, 100_000)]).lanes;
    if (lane === undefined) throw new Error('no lane');
    expect(barsOf(lane, { fromMs: 50_000, toMs: 60_000, width: 100 })).toHaveLength(1);
    expect(stepAt(lane, 55_000, 10)?.key).toBe('1');
    expect(stepAt(lane, 200_000, 10)).toBeNull();
  });

  it('give of several steps at a point the failed one, else the shortest', () => {
    const [lane] = lanesOf([
      request(0, 'Execute', 0, 1_000),
      request(1, 'Execute', 100, 10),
      request(2, 'Execute', 500, 300, 'failed'),
      request(3, 'Execute', 600, 10),
    ]).lanes;
    if (lane === undefined) throw new Error('no lane');
    expect(stepAt(lane, 105, 5)?.key).toBe('1');
    expect(stepAt(lane, 605, 5)?.key).toBe('2');
    expect(stepAt(lane, 50, 5)?.key).toBe('0');
  });
});

describe('ticks', () => {
  it('are round points in time, no more than asked for', () => {
    const from = Date.parse('2026-03-04T08:03:00Z');
    const { stepMs, at } = timeTicks(from, from + 3_600_000, 8);
    expect(stepMs).toBe(600_000);
    expect(new Date(at[0] ?? 0).toISOString()).toBe('2026-03-04T08:10:00.000Z');
    expect(at).toHaveLength(6);
    expect(timeTicks(from, from + 400 * 86_400_000, 10).at.length).toBeLessThanOrEqual(11);
  });

  it.each([
    [60_000, '09:12:00.000', '09:12'],
    [1_000, '09:12:44.000', '09:12:44'],
    [50, '09:12:44.050', '09:12:44.050'],
    [3_600_000, '00:00:00.000', '2026-03-04'],
  ])('at steps of %i ms are written no finer than that: %s', (stepMs, time, text) => {
    expect(tickText(stepMs, { date: '2026-03-04', time })).toBe(text);
  });
});
