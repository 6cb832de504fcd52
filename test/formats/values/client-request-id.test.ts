import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClientRequestId } from '../../../src/formats/values/client-request-id.ts';

const R = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';
const CI = '77aa0d4e-1b2c-4d3e-9f80-a1b2c3d4e5f6';
const CID = 'e0d1c2b3-a495-4867-b7a8-99aabbccddee';
const up = (guid: string): string => `{${guid.toUpperCase()}}`;
const NOTHING = {
  context: null,
  sequence: null,
  requestType: null,
  clientInstance: null,
  instanceCounter: null,
  clientRequestGuid: null,
};

describe('parseClientRequestId', () => {
  test('Outlook on 2016 and later', () => {
    expect(parseClientRequestId(`R:${up(R)}:20373;RT:Execute;CI:${up(CI)}:155680117;CID:${up(CI)}`)).toEqual({
      context: R,
      sequence: 20373,
      requestType: 'Execute',
      clientInstance: CI,
      instanceCounter: 155680117,
      clientRequestGuid: CI,
    });
  });

  test('the probe, without braces', () => {
    expect(parseClientRequestId(`R:${R}:1;RT:Connect;CI:${CI}:1;CID:${CID}`)).toEqual({
      context: R,
      sequence: 1,
      requestType: 'Connect',
      clientInstance: CI,
      instanceCounter: 1,
      clientRequestGuid: CID,
    });
  });

  test('the order of 2013, without CID', () => {
    expect(parseClientRequestId(`R:${up(R)}:4;CI:${up(CI)}:2;RT:NotificationWait`)).toEqual({
      context: R,
      sequence: 4,
      requestType: 'NotificationWait',
      clientInstance: CI,
      instanceCounter: 2,
      clientRequestGuid: null,
    });
  });

  test('absent parts', () => {
    expect(parseClientRequestId('R:<null>;RT:PING;CI:<empty>;CID:<null>')).toEqual({
      ...NOTHING,
      requestType: 'PING',
    });
    expect(parseClientRequestId('R:;RT:;CI:;CID:')).toEqual(NOTHING);
    expect(parseClientRequestId('R:<null>;RT:<null>;CI:<null>;CID:<null>')).toEqual(NOTHING);
  });

  test('other keys, blanks after the separator and a separator at the end', () => {
    expect(parseClientRequestId(`X:1;R:${R}:9; RT:Bind;CX:2;RTX:no;CIDX${CID};`)).toEqual({
      ...NOTHING,
      context: R,
      sequence: 9,
      requestType: 'Bind',
    });
  });

  test('a request type is a word', () => {
    expect(parseClientRequestId('RT:Get_It2').requestType).toBe('Get_It2');
    expect(parseClientRequestId('RT:2nd').requestType).toBeNull();
  });

  test('of a repeated key the first counts', () => {
    expect(parseClientRequestId(`R:${R}:1;R:${CI}:2;RT:Bind;RT:Unbind;CI:${CI}:3;CI:${R}:4`)).toMatchObject({
      context: R,
      sequence: 1,
      requestType: 'Bind',
      clientInstance: CI,
      instanceCounter: 3,
    });
  });

  test('a GUID made anonymous by hand still names the context', () => {
    expect(parseClientRequestId('R:1234567-4444-1234-4567-123456789987:8;RT:Execute')).toMatchObject({
      context: '1234567-4444-1234-4567-123456789987',
      sequence: 8,
    });
  });

  test.each([
    '',
    '<null>',
    R,
    up(R),
    'urn:uuid:5',
    'client;id',
    'RESTful: no',
    'C',
    'R',
    'R:',
    'RT: a b',
    'CID:x',
  ])('free text %j says nothing', (text) => {
    expect(parseClientRequestId(text)).toEqual(NOTHING);
  });

  test('round trip in any order', () => {
    const parts = fc.record({ r: fc.uuid(), n: fc.nat(), ci: fc.uuid(), m: fc.nat(), cid: fc.uuid() });
    fc.assert(
      fc.property(parts, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (ids, order) => {
        const texts = [
          `R:${up(ids.r)}:${ids.n}`,
          'RT:Execute',
          `CI:${ids.ci}:${ids.m}`,
          `CID:${up(ids.cid)}`,
        ];
        expect(parseClientRequestId(order.map((i) => texts[i]).join(';'))).toEqual({
          context: ids.r,
          sequence: ids.n,
          requestType: 'Execute',
          clientInstance: ids.ci,
          instanceCounter: ids.m,
          clientRequestGuid: ids.cid,
        });
      }),
    );
  });

  test('never throws, and gives only what it promises', () => {
    const piece = fc.constantFrom('R:', 'RT:', 'CI:', 'CID:', ';', ':', '{', '}', '<null>', ' ', '7', 'x', R);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const id = parseClientRequestId(value);
        for (const number of [id.sequence, id.instanceCounter]) {
          if (number !== null) expect(Number.isSafeInteger(number)).toBe(true);
        }
        expect(id.context === null ? id.sequence : null).toBeNull();
      }),
    );
  });
});
