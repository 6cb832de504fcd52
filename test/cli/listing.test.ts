import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { durationText } from '../../src/cli/durations.ts';
import { type Column, listLines } from '../../src/cli/listing.ts';

interface Row {
  id: number;
  user: string;
  note: string;
}
const columns: Column<Row>[] = [
  { head: 'id', rank: 0, right: true, value: ({ id }) => String(id) },
  { head: 'user', rank: 1, least: 6, value: ({ user }) => user },
  { head: 'note', rank: 2, value: ({ note }) => note },
];
const lines = (rows: Row[], room: number | null): string[] =>
  listLines(columns, rows, { columns: room, stream: new PassThrough() });
const rows = [
  { id: 7, user: 'CONTOSO\\robert', note: 'a note' },
  { id: 12, user: 'anna', note: '' },
];

test('columns stand below their heads, numbers at the right', () => {
  expect(lines(rows, null)).toEqual([
    'id  user            note',
    '──  ──────────────  ──────',
    ' 7  CONTOSO\\robert  a note',
    '12  anna',
  ]);
});

test('what is long is cut before a column is left out, down to its least', () => {
  expect(lines(rows, 20)[2]).toBe(' 7  CONTOSO…  a note');
  expect(lines(rows, 18)[2]).toBe(' 7  CONTO…  a note');
});

test('where there is no room the column of the highest rank is left out', () => {
  expect(lines(rows, 17)).toEqual(['id  user', '──  ─────────────', ' 7  CONTOSO\\robe…', '12  anna']);
  expect(lines(rows, 3)).toEqual(['id', '──', ' 7', '12']);
});

test('a column without any value is left out', () => {
  expect(lines([{ id: 1, user: 'anna', note: '' }], null)[0]).toBe('id  user');
});

test('control characters of the logs do not reach the terminal', () => {
  expect(lines([{ id: 1, user: '\u001b[31m', note: '' }], null)[2]).toBe(' 1  \\u001b[31m');
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [7449, '7.4 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_999, '59 min 59 s'],
  [12_000_000, '3 h 20 min'],
  [86_400_000, '1 d'],
  [180_000_000, '2 d 2 h'],
  [-1500, '-1.5 s'],
])('%d milliseconds are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
