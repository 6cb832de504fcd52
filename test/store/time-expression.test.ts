import { describe, expect, test } from 'vitest';
import { TimeExpressionError, timeOf } from '../../src/store/time-expression.ts';

const nowMs = Date.parse('2026-03-10T12:00:00.500Z');
const latestMs = Date.parse('2026-03-04T09:12:44.031Z');
const at = (text: string, latest: number | null = latestMs): string =>
  new Date(timeOf(text, { nowMs, latestMs: latest })).toISOString();

describe('absolute', () => {
  test.each([
    ['2026-03-04', '2026-03-04T00:00:00.000Z'],
    ['2026-03-04T09:12', '2026-03-04T09:12:00.000Z'],
    ['2026-03-04T09:12:44', '2026-03-04T09:12:44.000Z'],
    ['2026-03-04T09:12:44.031Z', '2026-03-04T09:12:44.031Z'],
    ['2026-03-04t09:12:44.0319999z', '2026-03-04T09:12:44.031Z'],
    ['2026-03-04 09:12:44', '2026-03-04T09:12:44.000Z'],
    [' 2026-03-04 ', '2026-03-04T00:00:00.000Z'],
    ['2026-03-04T10:12:44+01:00', '2026-03-04T09:12:44.000Z'],
    ['2026-03-04T03:42:44-0530', '2026-03-04T09:12:44.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });
});

describe('relative', () => {
  test.each([
    ['now', '2026-03-10T12:00:00.500Z'],
    ['now-30s', '2026-03-10T11:59:30.500Z'],
    ['now-15m', '2026-03-10T11:45:00.500Z'],
    ['now+1h', '2026-03-10T13:00:00.500Z'],
    ['latest', '2026-03-04T09:12:44.031Z'],
    ['latest-24h', '2026-03-03T09:12:44.031Z'],
    ['latest-2d', '2026-03-02T09:12:44.031Z'],
    ['LATEST-1W', '2026-02-25T09:12:44.031Z'],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test('without any record the latest is now', () => {
    expect(at('latest-1h', null)).toBe('2026-03-10T11:00:00.500Z');
  });
});

test.each([
  '',
  'yesterday',
  'robert-42',
  '2026',
  '2026-3-4',
  '2026-02-30',
  '2026-13-01',
  '2026-03-04T24:00',
  '2026-03-04T09:60',
  '2026-03-04T',
  '2026-03-04Z',
  '2026-03-04T09:12+15:00',
  'now-15',
  'now-15y',
  'now - 15m',
  'now-15m-3s',
  '-15m',
  'latest-1.5h',
  'now-1234567w',
])('"%s" is no time, and the message says what is', (text) => {
  expect(() => at(text)).toThrow(TimeExpressionError);
  expect(() => at(text)).toThrow(/now-15m/);
});
