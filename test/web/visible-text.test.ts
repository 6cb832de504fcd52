import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visiblePieces, visibleText } from '../../web/src/format/visible-text.ts';

describe('texts from logs', () => {
  it.each([
    ['plain', 'CONTOSO\\anna.lindqvist', 'CONTOSO\\anna.lindqvist'],
    ['other scripts', 'Łukasz 北京 שלום', 'Łukasz 北京 שלום'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['right-to-left override', 'gol\u202etxt.exe', 'gol\\u202etxt.exe'],
    ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['controls', 'a\u0000b\tc\nd\u001be\u009bf', 'a\\u0000b\\u0009c\\u000ad\\u001be\\u009bf'],
    ['zero width', 'ad\u200bmin\ufeff', 'ad\\u200bmin\\ufeff'],
    ['line separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
    ['an emoji is left alone', 'a\u{1f600}', 'a\u{1f600}'],
    ['nothing', '', ''],
  ])('%s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('come in pieces that tell escapes from text that only looks like one', () => {
    expect(visiblePieces('\\u202e\u202eend')).toEqual([
      { text: '\\u202e', escaped: false },
      { text: '\\u202e', escaped: true },
      { text: 'end', escaped: false },
    ]);
  });

  it('never show a character that cannot be seen, and lose none that can', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = visiblePieces(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(visibleText(text));
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const kept = pieces.filter(({ escaped }) => !escaped).map((piece) => piece.text);
        expect(kept.join('')).toBe(
          text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu, ''),
        );
      }),
    );
  });
});
