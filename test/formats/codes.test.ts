import { describe, expect, test } from 'vitest';
import { CODE_LAYERS, type CodeLayer } from '../../src/formats/codes/code.ts';
import { CODES, codeOf } from '../../src/formats/codes/codes.ts';
import { EXCHANGE_FACTS } from '../../src/formats/codes/facts-exchange.ts';
import { ADDRESS_BOOK_FACTS, MAPI_FACTS, RPC_FACTS } from '../../src/formats/codes/facts-mapi.ts';
import { STATUSES } from '../../src/formats/codes/statuses.ts';
import { ADDRESS_BOOK_STATUSES, RPC_EXCEPTION_NAMES } from '../../src/formats/values/rpc-status.ts';

const of = (layer: CodeLayer) => CODES.filter((code) => code.layer === layer);

describe('the tables', () => {
  test('have all statuses of MS-OXCDATA 2.4, each name of a family once', () => {
    const count = (family: string) => STATUSES.filter((status) => status.family === family).length;
    expect(STATUSES).toHaveLength(631);
    expect(['mapi', 'exchange', 'engine', 'warning'].map(count)).toEqual([69, 199, 355, 8]);
    expect(new Set(STATUSES.map(({ name, family }) => `${family} ${name}`)).size).toBe(631);
    expect(STATUSES.every(({ number }) => number === number >>> 0)).toBe(true);
  });

  test('have every status in both layers, but for those of Unbind and what RPC gives another meaning', () => {
    for (const layer of ['rpc', 'rop'] as const) {
      for (const { number, name } of STATUSES) {
        if (name.startsWith('Unbind') || (layer === 'rpc' && RPC_EXCEPTION_NAMES.has(number))) continue;
        const code = codeOf(layer, number);
        expect([code?.name, ...(code?.aliases ?? [])], `${layer} ${number}`).toContain(name);
      }
    }
  });

  test('know no facts of a name that does not exist', () => {
    const names = (family: string) =>
      STATUSES.filter((status) => status.family === family).map(({ name }) => name);
    expect(names('exchange')).toEqual(expect.arrayContaining(Object.keys(EXCHANGE_FACTS)));
    expect([...names('mapi'), ...names('warning')]).toEqual(expect.arrayContaining(Object.keys(MAPI_FACTS)));
    expect([...RPC_EXCEPTION_NAMES.values()].sort()).toEqual(Object.keys(RPC_FACTS).sort());
    const addressBook = ADDRESS_BOOK_STATUSES.map(({ name }) => name);
    expect(addressBook).toEqual(expect.arrayContaining(Object.keys(ADDRESS_BOOK_FACTS)));
  });

  test('have every result of the address book, and every code of the RPC run time', () => {
    for (const { code, name } of ADDRESS_BOOK_STATUSES) expect(codeOf('nspi', code)?.name).toBe(name);
    for (const [code, name] of RPC_EXCEPTION_NAMES) expect(codeOf('rpc', code)?.name).toBe(name);
  });

  test('have the response codes 0 to 18 without a gap', () => {
    expect(of('mapihttp').map(({ number }) => number)).toEqual(Array.from({ length: 19 }, (_, i) => i));
  });

  test.each(CODE_LAYERS)('have each number, code and name of %s once', (layer) => {
    const codes = of(layer);
    expect(codes.length).toBeGreaterThan(0);
    const numbers = codes.flatMap(({ number }) => (number === null ? [] : [number]));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => number === number >>> 0)).toBe(true);
    expect(new Set(codes.map(({ code }) => code.toLowerCase())).size).toBe(codes.length);
    const names = codes.flatMap(({ name, aliases }) => [name, ...aliases].map((word) => word.toLowerCase()));
    const repeated = names.filter((name, i) => names.indexOf(name) !== i);
    // MAPI and Exchange each have a ServerBusy of their own: 0x8004010B and 1152.
    expect(repeated).toEqual(layer === 'rpc' || layer === 'rop' ? ['serverbusy'] : []);
  });

  test('name only codes that tell of a failure with a class', () => {
    const classed = CODES.filter((code) => code.class !== null);
    expect(classed.length).toBeGreaterThan(100);
    expect(
      classed.filter(({ number, layer }) => number === 0 || (layer === 'http' && Number(number) < 400)),
    ).toEqual([]);
    expect(classed.filter(({ meaning }) => meaning === null)).toEqual([]);
    expect(classed.filter((code) => code.class === 'unknown')).toEqual([]);
  });
});

describe('a code is found', () => {
  test('by the way its log writes it, by its number signed and unsigned, in decimal and in hex', () => {
    for (const code of CODES) {
      const { layer, number } = code;
      expect(codeOf(layer, code.code), `${layer} ${code.code}`).toBe(code);
      if (number === null) continue;
      expect(codeOf(layer, number)).toBe(code);
      expect(codeOf(layer, number | 0)).toBe(code);
      expect(codeOf(layer, `0x${number.toString(16)}`)).toBe(code);
      expect(codeOf(layer, `0X${number.toString(16).toUpperCase().padStart(8, '0')}`)).toBe(code);
      if (layer === 'nspi' && number < 0x80000000) continue;
      expect(codeOf(layer, String(number))).toBe(code);
      expect(codeOf(layer, String(number | 0))).toBe(code);
    }
  });

  test('by its name in any case, with blanks around it', () => {
    for (const code of CODES) {
      for (const name of [code.name, ...code.aliases].filter((word) => word !== 'ServerBusy')) {
        expect(codeOf(code.layer, name), `${code.layer} ${name}`).toBe(code);
        expect(codeOf(code.layer, ` ${name.toUpperCase()} `)).toBe(code);
      }
    }
  });

  test.each<[CodeLayer, number | string, string, string | null]>([
    ['rpc', 1010, 'LoginPermission', 'logon'],
    ['rpc', 'LoginPerm', 'LoginPermission', 'logon'],
    ['rop', '-2147024891', 'AccessDenied', 'access'],
    ['rop', '80070005', 'AccessDenied', 'access'],
    ['rop', '8004010f', 'NotFound', null],
    ['nspi', '8004010F', 'NotFound', null],
    ['nspi', '2147746063', 'NotFound', null],
    ['nspi', '-2147221233', 'NotFound', null],
    ['rpc', 0x6ba, 'ServerUnavailable', 'unavailable'],
    ['rop', 0x6ba, 'LockTimedOut', null],
    ['rpc', 1006, 'BadConfiguration', null],
    ['rpc', -1011, 'IsamErrorOutOfMemory', null],
    ['mapihttp', 10, 'ContextNotFound', 'context_lost'],
    ['mapihttp', 14, 'NoClient', null],
    ['proxy', '3003', 'MailboxGuidWithDomainNotFound', 'mailbox_not_found'],
    ['proxy', '2016', 'ServerKerberosAuthenticationFailure', 'backend_authentication'],
    [
      'proxy',
      'toomanyoutstandingproxyrequeststoforest',
      'TooManyOutstandingProxyRequestsToForest',
      'throttling',
    ],
    ['proxy', 'NotFound', 'NotFound', 'directory'],
    ['proxy', 'RoutingError', 'RoutingError', 'routing'],
    ['http', 555, 'RoutingError', 'routing'],
  ])('%s %s is %s of class %s', (layer, code, name, failureClass) => {
    expect(codeOf(layer, code)).toMatchObject({ layer, name, class: failureClass });
  });

  test.each<[string, CodeLayer, number | string]>([
    ['an unknown number', 'rpc', 123456],
    ['an unknown name', 'proxy', 'BrandNewException'],
    ['a name of every object', 'proxy', 'constructor'],
    ['an empty text', 'nspi', ''],
    ['a number of more than 32 bits', 'rpc', '4294968306'],
    ['the same as a number', 'rpc', 4294968306],
    ['one below 32 bits', 'rpc', -4294966286],
    ['no whole number', 'rpc', 1010.5],
    ['not a number', 'rpc', Number.NaN],
    ['bare hex outside the address book', 'rpc', '3F2'],
    ['sixteen, which the address book writes 10', 'nspi', '10'],
    ['a name that two codes have', 'rpc', 'ServerBusy'],
    ['a code of another layer', 'mapihttp', 1010],
    ['an Unbind outside the address book', 'rpc', 1],
  ])('or not: %s', (_, layer, code) => {
    expect(codeOf(layer, code)).toBeNull();
  });
});
