import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../web/src/format/durations.ts';
import { shortHost, splitPath } from '../../web/src/format/names.ts';
import {
  countSteps,
  formatBytes,
  formatCompact,
  formatNumber,
  formatPercent,
  formatShare,
  formatStatusCode,
} from '../../web/src/format/numbers.ts';
import { formatExact, formatRange, formatTime, timeIn } from '../../web/src/format/times.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1234567, '1,234,567'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0, '0%'],
    [0.00001, '< 0.01%'],
    [0.0081, '0.81%'],
    [1 / 3, '33.3%'],
    [0.9712, '97.1%'],
    [0.9989, '99.89%'],
    [0.99999, '> 99.99%'],
    [1, '100%'],
    [1.2, '100%'],
  ])('the share %d is %s: 0 and 100 only when nothing and all', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it('of counts stand on an axis in whole steps', () => {
    expect(countSteps.slice(0, 7)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(countSteps.every(Number.isSafeInteger)).toBe(true);
  });

  it('of a part need a whole', () => {
    expect(formatPercent(1, 3)).toBe('33.3%');
    // Under each other they have one digit; 0 and 100 stay what nothing and all are.
    expect([0, 0.0002, 0.0028, 0.43, 0.9996, 1].map((part) => formatPercent(part, 1))).toEqual([
      '0%',
      '< 0.1%',
      '0.3%',
      '43.0%',
      '> 99.9%',
      '100%',
    ]);
    expect(formatPercent(0, 0)).toBeNull();
  });

  it.each([
    [9_999, '9,999'],
    [1_234_567, '1.23M'],
  ])('%d is %s where space is short', (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.977 KB'],
    [1024, '1 KB'],
    [14_050_000, '13.4 MB'],
    [1023 * 1024, '0.999 MB'],
    [5 * 1024 ** 4, '5 TB'],
    [5000 * 1024 ** 4, '5,000 TB'],
  ])('%d bytes are written %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0'],
    [2203, '2203'],
    [0x80040111, '0x80040111'],
    [-2147221231, '0x80040111'],
    [0x000501f4, '0x000501F4'],
  ])('status code %d is written %s', (code, text) => {
    expect(formatStatusCode(code)).toBe(text);
  });
});

describe('durations', () => {
  it.each([
    [-5, '0 ms'],
    [326, '326 ms'],
    [999.6, '1 s'],
    [7_449, '7.4 s'],
    [9_999, '9.9 s'],
    [10_000, '10 s'],
    [10_993, '10.9 s'],
    [59_999, '59.9 s'],
    [125_000, '2 min 5 s'],
    [2_280_000, '38 min'],
    [12_000_000, '3 h 20 min'],
    [439_200_000, '5 d 2 h'],
  ])('%d ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('times', () => {
  it('name their zone when they are exact', () => {
    expect(formatExact('2026-03-04T09:12:44.031Z', 'Europe/Berlin')).toBe(
      '2026-03-04 10:12:44.031 UTC+01:00',
    );
    expect(formatExact('soon', 'UTC')).toBe('');
  });

  it.each([
    ['2026-03-04 10:12:44', 'Europe/Berlin', '2026-03-04T09:12:44.000Z'],
    ['2026-07-04 10:12:44', 'Europe/Berlin', '2026-07-04T08:12:44.000Z'],
    ['2026-03-29 03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 01:30:00', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-03-04 10:12', 'UTC', '2026-03-04T10:12:00.000Z'],
  ])('the wall clock %s in %s is %s', (wall, zone, iso) => {
    const ms = timeIn(wall, zone);
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(iso);
  });

  it('are written in the zone asked for, with its difference on that day', () => {
    expect(formatTime('2026-03-04T23:12:44.031Z', 'Europe/Berlin')).toEqual({
      date: '2026-03-05',
      time: '00:12:44.031',
      offset: 'UTC+01:00',
    });
    expect(formatTime('2026-07-04T12:00:00.000Z', 'Europe/Berlin')?.offset).toBe('UTC+02:00');
    expect(formatTime('2026-03-04T08:00:00.000Z', 'Asia/Kolkata')?.time).toBe('13:30:00.000');
    expect(formatTime('2026-03-04T08:00:00.000Z', 'UTC')?.offset).toBe('UTC');
  });

  it('are null when the text is no time', () => {
    expect(formatTime('yesterday', 'UTC')).toBeNull();
  });

  it('make ranges that name the day once when it is one', () => {
    expect(formatRange('2026-03-04T09:00:00Z', '2026-03-04T12:30:59Z', 'UTC')).toBe(
      '2026-03-04 09:00 – 12:30, 3 h 30 min',
    );
    expect(formatRange('2026-03-04T23:00:00Z', '2026-03-05T01:00:00Z', 'UTC')).toBe(
      '2026-03-04 23:00 – 2026-03-05 01:00, 2 h',
    );
    expect(formatRange('', '2026-03-05T01:00:00Z', 'UTC')).toBeNull();
  });
});

describe('names', () => {
  it.each([
    ['C:\\Logging\\HttpProxy\\a.LOG', 'C:\\Logging\\HttpProxy', '\\a.LOG'],
    ['/srv/logs/a.LOG', '/srv/logs', '/a.LOG'],
    ['a.LOG', '', 'a.LOG'],
    ['/a.LOG', '', '/a.LOG'],
    ['', '', ''],
  ])('the path %s has its folders and its name', (path, folders, name) => {
    expect(splitPath(path)).toEqual({ folders, name });
  });

  it.each([
    ['exch01.contoso.example', 'exch01'],
    ['EXCH01', 'EXCH01'],
    ['10.1.2.3', '10.1.2.3'],
    ['fe80::1', 'fe80::1'],
    ['', ''],
    ['.odd', '.odd'],
  ])('the host %s is called %s', (host, name) => {
    expect(shortHost(host)).toBe(name);
  });
});
