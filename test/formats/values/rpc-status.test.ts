import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADDRESS_BOOK_STATUSES,
  parseAddressBookStatus,
  parseRpcStatus,
  RPC_EXCEPTION_NAMES,
  type RpcStatus,
} from '../../../src/formats/values/rpc-status.ts';

type Row = [
  text: string,
  code: RpcStatus['code'],
  layer: RpcStatus['layer'],
  name: RpcStatus['name'],
  ok: boolean,
];

describe('parseRpcStatus', () => {
  test.each<Row>([
    ['0', 0, null, null, true],
    ['', null, null, null, true],
    ['<null>', null, null, null, true],
    ['0 (rpc::None)', 0, 'rpc', 'None', true],
    ['1010 (rpc::LoginPerm)', 1010, 'rpc', 'LoginPerm', false],
    ['1010', 1010, null, null, false],
    ['-2147024891 (rop::AccessDenied)', 0x80070005, 'rop', 'AccessDenied', false],
    ['2147746063', 0x8004010f, null, null, false],
    ['0x6BA (rpc::Exception)', 0x6ba, 'rpc', 'Exception', false],
    ['5 (other::Thing)', 5, null, 'Thing', false],
    ['5 (Thing)', 5, null, 'Thing', false],
    ['fault', null, 'rpc', 'fault', false],
    ['mapihttp: failure', null, 'mapihttp', 'failure', false],
    ['MapiHttp: failure', null, 'mapihttp', 'failure', false],
    ['LoginPerm', null, null, 'LoginPerm', false],
    ['4294967296', null, null, null, false],
    ['-2147483649', null, null, null, false],
    ['1010 (rpc::LoginPerm', null, null, null, false],
    ['1010 rpc', null, null, null, false],
    ['x'.repeat(5000), null, null, null, false],
  ])('%s', (text, code, layer, name, ok) => {
    expect(parseRpcStatus(text)).toEqual({ code, layer, name, ok });
  });

  test('knows RPC run-time codes apart from MAPI codes', () => {
    expect(RPC_EXCEPTION_NAMES.get(parseRpcStatus('0x6BB (rpc::Exception)').code ?? 0)).toBe('ServerTooBusy');
  });

  test('signed and unsigned texts of a code are the same code', () => {
    fc.assert(
      fc.property(fc.integer(), (number) => {
        const code = number >>> 0;
        expect(parseRpcStatus(`${number} (rop::X)`).code).toBe(code);
        expect(parseRpcStatus(`${code}`).code).toBe(code);
        expect(parseRpcStatus(`0x${code.toString(16).toUpperCase()} (rpc::Exception)`).code).toBe(code);
        expect(parseAddressBookStatus(code.toString(16).toUpperCase().padStart(8, '0')).code).toBe(code);
      }),
    );
  });
});

describe('parseAddressBookStatus', () => {
  test.each<Row>([
    ['', 0, 'nspi', 'Success', true],
    ['0', 0, 'nspi', 'Success', true],
    ['1', 1, 'nspi', 'UnbindSuccess', true],
    ['2', 2, 'nspi', 'UnbindFailure', false],
    ['40380', 0x40380, 'nspi', 'ErrorsReturned', true],
    ['8004010F', 0x8004010f, 'nspi', 'NotFound', false],
    ['8004010f', 0x8004010f, 'nspi', 'NotFound', false],
    ['0x80040111', 0x80040111, 'nspi', 'LogonFailed', false],
    ['10', 16, 'nspi', null, false],
    ['-2147221233', 0x8004010f, 'nspi', null, false],
    ['1010 (rpc::LoginPerm)', 1010, 'rpc', 'LoginPerm', false],
    ['mapihttp: failure', null, 'mapihttp', 'failure', false],
    ['123456789A', null, 'nspi', null, false],
    ['xyz', null, 'nspi', 'xyz', false],
  ])('%j', (text, code, layer, name, ok) => {
    expect(parseAddressBookStatus(text)).toEqual({ code, layer, name, ok });
  });

  test('nothing in the column is success', () => {
    expect(parseAddressBookStatus(null).ok).toBe(true);
    expect(parseRpcStatus(undefined).ok).toBe(true);
  });

  test.each(ADDRESS_BOOK_STATUSES)('$name', ({ code, name, ok }) => {
    expect(parseAddressBookStatus(code.toString(16))).toEqual({ code, layer: 'nspi', name, ok });
  });

  test('the table has each code once', () => {
    expect(new Set(ADDRESS_BOOK_STATUSES.map((row) => row.code)).size).toBe(ADDRESS_BOOK_STATUSES.length);
  });
});

test('never throw; a code is always an unsigned 32-bit number', () => {
  const near = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFx-() :rpcAb'), maxLength: 30 });
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      for (const { code } of [parseRpcStatus(text), parseAddressBookStatus(text)]) {
        if (code !== null) expect(code >>> 0).toBe(code);
      }
    }),
  );
});
