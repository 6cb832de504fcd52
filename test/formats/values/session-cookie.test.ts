import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeContextCookie,
  encodeContextCookie,
  encodeSequenceCookie,
  parseSequenceCookie,
  parseSessionCookieColumn,
} from '../../../src/formats/values/session-cookie.ts';

const PARTS = {
  machine: 'MBX01',
  processStartedMs: Date.UTC(2026, 2, 4, 6, 30, 15),
  contextNumber: 4711,
  random: '290465054',
};
const COOKIE = encodeContextCookie(PARTS);

/** A cookie around any text, with the bytes before and after it as given. */
function cookieOf(text: string, head = '3003c800000000', number = 1n): string {
  let mask = 0xa5;
  const inner = Buffer.from(text, 'utf8').map((byte) => {
    mask ^= byte;
    return mask;
  });
  const tail = Buffer.alloc(8);
  tail.writeBigInt64LE(number);
  return Buffer.concat([Buffer.from(head, 'hex'), inner, tail]).toString('base64');
}

describe('context cookie', () => {
  test('says machine, process start and context', () => {
    expect(decodeContextCookie(COOKIE)).toEqual({ ...PARTS, processStartedAt: '2026-03-04T06:30:15.000Z' });
  });

  test('a cookie that Exchange 2016 CU10 made', () => {
    const cookie = 'MAPIAAAAAODR56rosIGikKCRqYS1hKmbqIi4jLaDtoy5idPwwfDF8sf/xvXN/wwAAAAAAAAA';
    const parts = { machine: 'E16MBX1', random: '1157589382', contextNumber: 12 };
    const start = Date.UTC(2018, 10, 23, 4, 55, 50);
    expect(decodeContextCookie(cookie)).toMatchObject({ ...parts, processStartedMs: start });
    expect(encodeContextCookie({ ...parts, processStartedMs: start })).toBe(cookie);
  });

  test('a cookie that Exchange 2016 before CU4 made', () => {
    const cookie = 'MAPIAAAAAOaphMGZypjO+tnr2+rc8cDy3+3e/s//xfDD+cr/pYawgrODs4C0gS+xAAAAAAAA';
    const parts = { machine: 'CO-EXSRV4', random: '62100345', contextNumber: 45359 };
    const start = Date.UTC(2016, 11, 23, 10, 53, 35);
    expect(decodeContextCookie(cookie)).toMatchObject({ ...parts, processStartedMs: start });
    expect(encodeContextCookie({ ...parts, processStartedMs: start })).toBe(cookie);
  });

  test('all start with MAPI; those of one process share the text up to the number', () => {
    const next = encodeContextCookie({ ...PARTS, contextNumber: 4712 });
    expect(COOKIE).toMatch(/^MAPIAAAAA/);
    expect(next).not.toBe(COOKIE);
    expect(next.slice(0, -12)).toBe(COOKIE.slice(0, -12));
  });

  test('the helper of this test makes good cookies', () => {
    expect(decodeContextCookie(cookieOf('MBX01#2026-03-04 06:30:15Z#7'))).toMatchObject({ random: '7' });
  });

  test.each([
    ['nothing', ''],
    ['not base64', `${COOKIE.slice(0, -1)}!`],
    [
      'a byte more',
      Buffer.concat([Buffer.from(COOKIE, 'base64'), Buffer.from('A')])
        .toString('base64')
        .slice(0, -1),
    ],
    ['a blank in it', `${COOKIE.slice(0, 20)} ${COOKIE.slice(20)}`],
    ['web-safe base64', cookieOf('MBX01#2026-03-04 06:30:15Z#7', undefined, -1n).replaceAll('/', '_')],
    ['only the head', 'MAPIAAAAAA=='],
    ['no text', cookieOf('')],
    ['another signature', cookieOf('MBX01#2026-03-04 06:30:15Z#7', '3003c900000000')],
    ['another version', cookieOf('MBX01#2026-03-04 06:30:15Z#7', '3003c801000000')],
    ['no random part', cookieOf('MBX01#2026-03-04 06:30:15Z')],
    ['a part too many', cookieOf('MBX01#2026-03-04 06:30:15Z#7#8')],
    ['no machine', cookieOf('#2026-03-04 06:30:15Z#7')],
    ['a blank in the machine', cookieOf('MBX 01#2026-03-04 06:30:15Z#7')],
    ['a control character', cookieOf('MBX\u000001#2026-03-04 06:30:15Z#7')],
    ['a date that is none', cookieOf('MBX01#2026-02-30 06:30:15Z#7')],
    ['a date in another form', cookieOf('MBX01#2026-03-04T06:30:15Z#7')],
    ['a date with a fraction', cookieOf('MBX01#2026-03-04 06:30:15.5Z#7')],
    ['a date without Z', cookieOf('MBX01#2026-03-04 06:30:15#7')],
    ['a random part with letters', cookieOf('MBX01#2026-03-04 06:30:15Z#7a')],
    ['a negative number', cookieOf('MBX01#2026-03-04 06:30:15Z#7', undefined, -1n)],
    ['a number too large', cookieOf('MBX01#2026-03-04 06:30:15Z#7', undefined, 2n ** 60n)],
    ['a long text', cookieOf(`${'M'.repeat(2000)}#2026-03-04 06:30:15Z#7`)],
    ['a cookie too long', cookieOf(`${'\u20ac'.repeat(250)}#2026-03-04 06:30:15Z#7`)],
    ['another server', '0123456789abcdef0123456789abcdef'],
  ])('opaque: %s', (_, cookie) => {
    expect(decodeContextCookie(cookie)).toBeNull();
  });

  test('opaque: text that is no UTF-8', () => {
    const bytes = Buffer.from(COOKIE, 'base64');
    bytes.writeUInt8(bytes.readUInt8(7) ^ 0x80, 7);
    expect(decodeContextCookie(bytes.toString('base64'))).toBeNull();
  });

  test('opaque: nothing at all', () => {
    expect(decodeContextCookie(null)).toBeNull();
    expect(decodeContextCookie(undefined)).toBeNull();
  });

  test('round trip', () => {
    const parts = fc.record({
      machine: fc.stringMatching(/^[A-Z][A-Z0-9-]{0,14}$/),
      processStartedMs: fc.integer({ min: 0, max: 4e9 }).map((seconds) => seconds * 1000),
      contextNumber: fc.maxSafeNat(),
      random: fc.nat().map(String),
    });
    fc.assert(
      fc.property(parts, (made) => {
        expect(decodeContextCookie(encodeContextCookie(made))).toMatchObject(made);
      }),
    );
  });

  test('never throws on damaged cookies', () => {
    const bytes = [...Buffer.from(COOKIE, 'base64')];
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.string(), (at, value, text) => {
        const damaged = Buffer.from(bytes.with(at, value)).toString('base64');
        decodeContextCookie(damaged);
        decodeContextCookie(text);
        decodeContextCookie(`MAPI${text}`);
        decodeContextCookie(cookieOf(text));
      }),
    );
  });

  test.each([
    { machine: 'A#B' },
    { machine: '' },
    { random: 'x' },
    { contextNumber: -1 },
    { contextNumber: 0.5 },
    { processStartedMs: Number.NaN },
  ])('does not encode %j', (wrong) => {
    expect(() => encodeContextCookie({ ...PARTS, ...wrong })).toThrow(RangeError);
  });
});

describe('sequence cookie', () => {
  test.each([
    ['147-1MB9Qg==', 147],
    ['493-9Bw/Aw==', 493],
    ['0-AAAAAA==', 0],
  ])('%s', (cookie, counter) => {
    expect(parseSequenceCookie(cookie)).toEqual({ counter });
  });

  test.each([
    '',
    '147',
    '147-',
    '-1MB9Qg==',
    '147-1MB9Qg',
    '147-1MB9Qh==',
    '147-1MB9QgA=',
    'a-1MB9Qg==',
    '1 -1MB9Qg==',
    null,
  ])('opaque: %j', (cookie) => {
    expect(parseSequenceCookie(cookie)).toBeNull();
  });

  test('round trip', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer(), (counter, random) => {
        expect(parseSequenceCookie(encodeSequenceCookie(counter, random))).toEqual({ counter });
      }),
    );
  });
});

describe('parseSessionCookieColumn', () => {
  test.each([
    [`C:${COOKIE}|S:147-1MB9Qg==`, COOKIE, '147-1MB9Qg=='],
    [`S:147-1MB9Qg==|C:${COOKIE}`, COOKIE, '147-1MB9Qg=='],
    [`C:${COOKIE}`, COOKIE, null],
    ['S:147-1MB9Qg==', null, '147-1MB9Qg=='],
    ['C:<null>|S:', null, null],
    ['C:first|C:second|S:3|S:4', 'first', '3'],
    [COOKIE, null, null],
    ['', null, null],
    [undefined, null, null],
  ])('%j', (text, contextCookie, sequenceCookie) => {
    expect(parseSessionCookieColumn(text)).toEqual({ contextCookie, sequenceCookie });
  });
});
