import { expect, test } from 'vitest';
import { csvLines } from '../../src/rows/csv.ts';

test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1'])(
  'text that a spreadsheet would run as a formula gets a quote before it: %j',
  (text) => {
    expect(csvLines([[text]])).toMatch(/^"?'/);
  },
);

test('numbers stay numbers, negative ones too', () => {
  expect(csvLines([[-5, 3.5, 0, -0.25]])).toBe('-5,3.5,0,-0.25\r\n');
});

test('what has a comma, a quote or a line end is quoted; null is empty', () => {
  expect(csvLines([['a,b', 'say "x"', 'a\r\nb', null, '']])).toBe('"a,b","say ""x""","a\r\nb",,\r\n');
});
