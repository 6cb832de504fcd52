import { expect, test } from 'vitest';
import { verdict } from '../../src/correlate/outcome.ts';
import { type ClassicPart, NOBODY } from '../../src/correlate/parts.ts';

const classic = (statusCode: number | null): ClassicPart => ({
  side: 'classic',
  recordId: 1,
  atMs: 0,
  durationMs: 1,
  requestId: null,
  context: null,
  sequence: null,
  clientInstance: null,
  requestType: null,
  machine: null,
  names: NOBODY,
  noise: null,
  failed: true,
  rpcStatus: null,
  gone: false,
  reason: null,
  statusCode,
  statusLayer: null,
});

test.each<[string, number | null, string]>([
  ['the same code in both layers', 1010, 'logon'],
  ['a signed HRESULT', -2147024891, 'access'],
  ['a code that only RPC has', 1726, 'server_error'],
  ['a code that RPC and ROP mean differently', 1722, 'unknown'],
  ['a code of no table', 123456, 'unknown'],
  ['a word without a code', null, 'unknown'],
])('a failed classic record, %s', (_, statusCode, failureClass) => {
  expect(verdict(null, null, classic(statusCode))).toEqual({ outcome: 'failed', failureClass });
});
