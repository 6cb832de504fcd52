import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCountedId } from '../../../src/formats/values/counted-id.ts';

const GUID = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';

test.each([
  [`{${GUID.toUpperCase()}}:153`, GUID, 153],
  [`${GUID}:1`, GUID, 1],
  [GUID, GUID, null],
  [`{${GUID}}:99999999999999999999`, GUID, null],
  ['1234567-4444-1234-4567-123456789987:2', '1234567-4444-1234-4567-123456789987', 2],
  ['masked:7', 'masked', 7],
  ['<null>:7', null, null],
  ['<null>', null, null],
  ['<empty>', null, null],
  ['free text', null, null],
  ['12345', null, null],
  [':5', null, null],
  [`${GUID}:`, null, null],
  ['', null, null],
  [undefined, null, null],
])('%j', (text, id, counter) => {
  expect(parseCountedId(text)).toEqual({ id, counter });
});

test('round trip', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(), (uuid, counter) => {
      expect(parseCountedId(`{${uuid.toUpperCase()}}:${counter}`)).toEqual({ id: uuid, counter });
    }),
  );
});
