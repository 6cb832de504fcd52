import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequestIds } from '../../../src/formats/values/request-ids.ts';

const R = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';
const A = '77aa0d4e-1b2c-4d3e-9f80-a1b2c3d4e5f6';
const NOTHING = { context: null, sequence: null, frontEndRequestId: null, frontEnd: null };

test('all parts', () => {
  expect(parseRequestIds(`R:{${R.toUpperCase()}}:4|A:${A}|FE:FE01.contoso.example`)).toEqual({
    context: R,
    sequence: 4,
    frontEndRequestId: A,
    frontEnd: 'FE01.contoso.example',
  });
});

test('any order, missing and unknown parts', () => {
  expect(parseRequestIds(`FE:fe01|Z:9|A:{${A.toUpperCase()}}`)).toEqual({
    ...NOTHING,
    frontEndRequestId: A,
    frontEnd: 'fe01',
  });
  expect(parseRequestIds(`R:<null>|A:<null>|FE:<empty>`)).toEqual(NOTHING);
  expect(parseRequestIds(`R:<null>|R:${R}:2|R:${A}:3`)).toEqual({ ...NOTHING, context: R, sequence: 2 });
});

test('an id that is no GUID is kept', () => {
  expect(parseRequestIds('A:masked').frontEndRequestId).toBe('masked');
});

test.each(['', '<null>', 'text', '|||', ':', null, undefined])('%j says nothing', (text) => {
  expect(parseRequestIds(text)).toEqual(NOTHING);
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseRequestIds(text);
      parseRequestIds(`R:${text}|A:${text}|FE:${text}`);
    }),
  );
});
