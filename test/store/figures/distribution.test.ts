import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Distribution } from '../../../src/store/sqlite/figures/distribution.ts';
import { exact, isNear } from './naive.ts';

const of = (values: readonly number[]): Distribution => {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return distribution;
};

/** Whole milliseconds, those of early builds with decimals, and very long ones. */
const durations = fc.array(
  fc.oneof(
    fc.nat({ max: 300 }),
    fc.nat({ max: 400_000_000 }),
    fc.double({ min: 0.01, max: 100_000, noNaN: true }),
  ),
  { maxLength: 400 },
);

test('percentiles are within 1 % of the exact ones, whatever is measured', () => {
  fc.assert(
    fc.property(durations, (values) => {
      expect(isNear(of(values).percentiles(), exact(values))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('distributions of parts add up to the distribution of the whole', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const sum = of(a);
      sum.merge(of(b));
      const whole = of([...a, ...b]);
      expect(sum.percentiles()).toEqual(whole.percentiles());
      expect(sum.histogram()).toEqual(whole.histogram());
    }),
  );
});

test('a histogram has every value between the bounds of its bar, and bars without gaps', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const bars = of(values).histogram();
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      for (const [i, bar] of bars.entries()) {
        expect(bar.to_ms).toBeGreaterThan(bar.from_ms);
        const next = bars[i + 1];
        if (next !== undefined) expect(next.from_ms).toBe(bar.to_ms);
        // Bounds are rounded: a value just there may be on the other side.
        const slack = 1e-4;
        const inside = values.filter(
          (ms) => ms > bar.from_ms * (1 + slack) && ms < bar.to_ms * (1 - slack),
        ).length;
        expect(bar.count).toBeGreaterThanOrEqual(inside);
      }
    }),
  );
});

test('nothing measured has no percentiles', () => {
  expect(of([]).percentiles()).toEqual({ count: 0, p50: null, p90: null, p95: null, p99: null, max: null });
  expect(of([]).histogram()).toEqual([]);
});
