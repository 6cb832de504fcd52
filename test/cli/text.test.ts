import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, padEnd, printable, width } from '../../src/cli/text.ts';

describe('printable', () => {
  test.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u009b31m', '\\u009b31m'],
    ['a\r\nb', 'a\\u000d\\u000ab'],
    ['a\u2028b\u061cc\u202ed', 'a\\u2028b\\u061cc\\u202ed'],
    ['a\tb', 'a b'],
    ['Jörg 山田 مثال', 'Jörg 山田 مثال'],
  ])('makes %j %j', (text, expected) => expect(printable(text)).toBe(expected));

  test('keeps the value of a JSON text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        // A tab in a JSON text is escaped already.
        expect(JSON.parse(printable(JSON.stringify({ value })))).toEqual({ value });
      }),
    );
  });
});

describe('width and cut', () => {
  test.each([
    ['abc', 3],
    ['山田', 4],
    ['한국', 4],
    ['é', 1],
    ['e\u0301', 1],
  ])('%s takes %i columns', (text, columns) => expect(width(text)).toBe(columns));

  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['山田太郎', 8, '山田太郎'],
    ['山田太郎', 7, '山田太…'],
    ['山田太郎', 6, '山田…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s in %i columns is %s', (text, columns, expected) => expect(cut(text, columns)).toBe(expected));

  test('what is cut and padded takes exactly its columns', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '山', 'e\u0301', 'ｱ', '…', ' ') });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 20 }), (any, columns) => {
        expect(width(padEnd(cut(any, columns), columns))).toBe(columns);
      }),
    );
  });
});
