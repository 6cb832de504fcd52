import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp } from '../../../src/formats/values/timestamp.ts';

describe('parseTimestamp', () => {
  test.each([
    ['2026-03-04T09:08:07.123Z', Date.UTC(2026, 2, 4, 9, 8, 7, 123)],
    ['2026-03-04T09:08:07Z', Date.UTC(2026, 2, 4, 9, 8, 7)],
    ['2026-03-04T09:08:07', Date.UTC(2026, 2, 4, 9, 8, 7)],
    ['2026-03-04T09:08:07.5', Date.UTC(2026, 2, 4, 9, 8, 7, 500)],
    ['2026-03-04T09:08:07.0456789Z', Date.UTC(2026, 2, 4, 9, 8, 7, 45)],
    ['2024-02-29T23:59:59.999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['1970-01-01T00:00:00.000Z', 0],
    ['0001-01-01T00:00:00.000Z', Date.parse('0001-01-01T00:00:00.000Z')],
    ['9999-12-31T23:59:59.999Z', Date.parse('9999-12-31T23:59:59.999Z')],
  ])('%s', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  test.each([
    '',
    'x',
    '2026-03-04',
    '2026-03-04 09:08:07.123Z',
    '2026-03-04T09:08:07.Z',
    '2026-03-04T09:08:07.12345678Z',
    '2026-03-04T09:08:07.12345678',
    '2026-03-04T09:08:07.123z',
    '2026-03-04T09:08:07.123ZZ',
    '2026-03-04T09:08:07.123Z ',
    '2026-03-04T09:08:07,123Z',
    '2026-03-04T09-08:07.123Z',
    '2026-03-04T09:08-07.123Z',
    '2026-03-04T24:00:00.000Z',
    '2026-03-04T09:60:00.000Z',
    '2026-03-04T09:08:60.000Z',
    '2026-03-04T09:0x:00.000Z',
    '2026-02-29T09:08:07.123Z',
    '2026-04-31T09:08:07.123Z',
    '2026-13-04T09:08:07.123Z',
    '2026-00-04T09:08:07.123Z',
    '2026-03-00T09:08:07.123Z',
    '2026-03-32T09:08:07.123Z',
    '0000-03-04T09:08:07.123Z',
    '2026/03-04T09:08:07.123Z',
    '2026-03/04T09:08:07.123Z',
    '-026-03-04T09:08:07.123Z',
    null,
    undefined,
  ])('%j is none', (text) => {
    // With and without the day in the cache.
    parseTimestamp('2026-03-04T00:00:00.000Z');
    expect(parseTimestamp(text)).toBeNaN();
    parseTimestamp('1999-01-01T00:00:00.000Z');
    expect(parseTimestamp(text)).toBeNaN();
  });

  test('the cached day does not leak into the next one', () => {
    const days = ['2026-03-04', '2026-03-05', '2025-03-05', '2026-03-04'];
    for (const day of days) {
      expect(parseTimestamp(`${day}T00:00:01.000Z`)).toBe(Date.parse(`${day}T00:00:01.000Z`));
    }
    expect(parseTimestamp('2026-03-99T00:00:01.000Z')).toBeNaN();
    expect(parseTimestamp('2026-03-99T00:00:01.000Z')).toBeNaN();
  });

  test('agrees with the platform on every time of the years 1 to 9999', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  test('agrees with a slow check on texts of nearly the right form', () => {
    const two = fc.nat(99).map((n) => String(n).padStart(2, '0'));
    const sep = fc.constantFrom('-', ':', 'T', '.', ' ', 'Z');
    const mostly = (right: string) => fc.oneof({ arbitrary: fc.constant(right), weight: 30 }, sep);
    const text = fc
      .tuple(
        two,
        two,
        mostly('-'),
        two,
        mostly('-'),
        two,
        mostly('T'),
        two,
        mostly(':'),
        two,
        mostly(':'),
        two,
      )
      .map((parts) => `${parts.join('')}.000Z`);
    fc.assert(
      fc.property(text, (value) => {
        const form = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/.test(value);
        const ms = form ? Date.parse(value) : Number.NaN;
        const right = !Number.isNaN(ms) && new Date(ms).toISOString() === value;
        expect(parseTimestamp(value)).toBe(right ? ms : Number.NaN);
      }),
      { numRuns: 2000 },
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 40 }), (text) => {
        parseTimestamp(text);
      }),
    );
  });
});

describe('formatTimestamp', () => {
  test('has milliseconds and Z', () => {
    expect(formatTimestamp(Date.UTC(2026, 2, 4, 9, 8, 7, 5))).toBe('2026-03-04T09:08:07.005Z');
    expect(formatTimestamp(-0.5)).toBe('1969-12-31T23:59:59.999Z');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, 253402300800000, -62135596800001])(
    '%d has none',
    (ms) => {
      expect(formatTimestamp(ms)).toBeNull();
    },
  );

  test('round trip', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), (ms) => {
        expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
      }),
    );
  });
});
