import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimeSpan, parseTimeSpan } from '../../../src/formats/values/time-span.ts';

const CASES: [string, number][] = [
  ['00:00:00', 0],
  ['00:00:00.0150000', 15],
  ['00:00:00.0000001', 0.0001],
  ['00:05:01.2500000', 301250],
  ['1.02:03:04.5000000', 93784500],
  ['-00:00:01', -1000],
  ['10675198.23:59:59', 922337193599000],
];

describe('parseTimeSpan', () => {
  test.each([...CASES, ['1.02:03:04.5', 93784500], ['-00:00:00', 0]] as [string, number][])(
    '%s',
    (text, ms) => {
      expect(parseTimeSpan(text)).toBe(ms);
    },
  );

  test.each([
    '',
    '15',
    '0:00:00',
    '24:00:00',
    '00:60:00',
    '00:00:60',
    '00:00:00.',
    '00:00:00.12345678',
    '00:00',
    '1:00:00:00',
    '10675200.00:00:00',
    ' 00:00:00',
    '00:00:00\n',
    '+00:00:01',
    null,
    undefined,
  ])('%j is none', (text) => {
    expect(parseTimeSpan(text)).toBeNull();
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseTimeSpan(text);
      }),
    );
  });
});

describe('formatTimeSpan', () => {
  test.each(CASES)('%s', (text, ms) => {
    expect(formatTimeSpan(ms)).toBe(text);
  });

  test('rounds to ticks', () => {
    expect(formatTimeSpan(0.99996)).toBe('00:00:00.0010000');
    expect(formatTimeSpan(999.99996)).toBe('00:00:01');
    expect(formatTimeSpan(-0.00001)).toBe('00:00:00');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300])('%d has none', (ms) => {
    expect(formatTimeSpan(ms)).toBeNull();
  });

  test('round trip', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9e12, max: 9e12 }), fc.nat(9999), (ms, ticks) => {
        const span = ms + ticks / 10000;
        expect(parseTimeSpan(formatTimeSpan(span))).toBeCloseTo(span, 2);
        expect(parseTimeSpan(formatTimeSpan(ms))).toBe(ms);
      }),
    );
  });
});
