import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLIENT_MODES, parseClientMode } from '../../../src/formats/values/client-mode.ts';

test.each([
  ['0', 'unknown'],
  ['1', 'online'],
  ['2', 'cached'],
  ['3', 'exchange_server'],
  ['Unknown', 'unknown'],
  ['Classic', 'online'],
  ['Cached', 'cached'],
  ['cached', 'cached'],
  ['ExchangeServer', 'exchange_server'],
  ['4', null],
  ['', null],
  ['<null>', null],
  ['constructor', null],
  [undefined, null],
])('%j', (text, mode) => {
  expect(parseClientMode(text)).toBe(mode);
});

test('anything else has none', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!CLIENT_MODES.has(text.trim().toLowerCase()));
      expect(parseClientMode(text)).toBeNull();
    }),
  );
});
