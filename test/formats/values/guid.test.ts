import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseGuid, normaliseGuidLike } from '../../../src/formats/values/guid.ts';

const GUID = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';

describe('normaliseGuid', () => {
  test.each([
    GUID,
    GUID.toUpperCase(),
    `{${GUID.toUpperCase()}}`,
    GUID.replaceAll('-', ''),
    `{${GUID.replaceAll('-', '')}}`,
  ])('%s is the GUID', (text) => {
    expect(normaliseGuid(text)).toBe(GUID);
  });

  test.each([
    '',
    '<null>',
    `{${GUID}`,
    `${GUID}}`,
    ` ${GUID}`,
    GUID.slice(1),
    `${GUID.replaceAll('-', '')}0`,
    `${GUID}0`,
    GUID.replace('5c', '5g'),
    GUID.replace('-', '0'),
    `${GUID.slice(0, 7)}-a${GUID.slice(9)}`,
    '1234567-4444-1234-4567-123456789987',
    null,
    undefined,
  ])('%j is none', (text) => {
    expect(normaliseGuid(text)).toBeNull();
  });

  test('gives every GUID back in lower case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.boolean(), (uuid, braces) => {
        const upper = uuid.toUpperCase();
        expect(normaliseGuid(braces ? `{${upper}}` : upper)).toBe(uuid.toLowerCase());
      }),
    );
  });
});

describe('normaliseGuidLike', () => {
  test('normalises a GUID', () => expect(normaliseGuidLike(`{${GUID.toUpperCase()}}`)).toBe(GUID));

  test('keeps a GUID that was made anonymous by hand', () => {
    expect(normaliseGuidLike('{1234567-ABCD-1234-4567-123456789987}')).toBe(
      '1234567-abcd-1234-4567-123456789987',
    );
  });

  test.each(['----', 'a-b-c', 'user', 'a-b-c-d-x', `${'a'.repeat(70)}-b-c-d-e`, '{a-b-c-d-e', null])(
    '%j is no GUID at all',
    (text) => {
      expect(normaliseGuidLike(text)).toBeNull();
    },
  );

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        normaliseGuidLike(text);
      }),
    );
  });
});
