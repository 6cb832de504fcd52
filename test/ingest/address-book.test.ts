import { expect, test } from 'vitest';
import { Retention } from '../../src/store/sqlite/retention.ts';
import { ingested } from '../support/database.ts';
import { frontRow, log, type Values } from '../support/logs.ts';

const FRONT = 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';
const BOOK = 'EXCH02/Logging/MAPI AddressBook Service/MAPIAB_2026030409-1.LOG';
const CONTEXT = 'AAAAAAAA-0000-4000-8000-000000000001';
const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A front-end record of an address-book request, number n. */
const nspi = (n: number, type: string, changes: Values = {}): Values =>
  frontRow(n, {
    ClientRequestId: `R:{${CONTEXT}}:${n};CI:{BBBBBBBB-0000-4000-8000-000000000001}:7;RT:${type}`,
    UrlStem: '/mapi/nspi/',
    ...changes,
  });

/** A row of the address-book log for it: by the transport, which names the request, or by the address book itself. */
const transport = (n: number, type: string, failures: string, changes: Values = {}): Values => ({
  'date-time': '2026-03-04T09:12:44.030Z',
  'session-id': 0,
  'seq-number': 0,
  'client-ip': '10.4.2.17',
  'server-ip': '10.4.1.2',
  protocol: 'MapiHttp:contoso.com[MapiHttp:robert@contoso.com]',
  operation: 'MapiHttp: failure',
  'processing-time': 12,
  'operation-specific': `${type} [robert@contoso.com] [C:MAPIAAAA|S:1-AAAAAA==;R:{${CONTEXT}}:${n}|A:${guid(n)}]`,
  failures,
  ...changes,
});
const own = (operation: string, status: string, changes: Values = {}): Values => ({
  'date-time': '2026-03-04T09:12:44.030Z',
  'session-id': 17,
  'client-name': '/o=Contoso/cn=Recipients/cn=robert',
  'client-ip': '10.4.2.17',
  protocol: 'MapiHttp',
  operation,
  'rpc-status': status,
  'processing-time': 15,
  ...changes,
});

const REQUESTS = `SELECT endpoint, request_type, user, client_ip, front_end, back_end, context, sequence, outcome, failure_class,
  duration_ms, started_ms - ended_ms AS took, record_id IS NOT NULL AS front, backend_record_id IS NOT NULL AS back
  FROM requests ORDER BY sequence`;

test('a row that names its request is joined with the record of the front end', async () => {
  const { all } = await ingested({
    [FRONT]: log('http_proxy', [nspi(1, 'Bind'), nspi(2, 'QueryRows'), nspi(3, 'GetMatches')]),
    [BOOK]: log('mapi_address_book', [
      own('NspiBind', ''),
      transport(2, 'QueryRows', 'NoContext'),
      transport(3, 'GetMatches', 'Disconnected'),
    ]),
  });
  const common = {
    endpoint: 'nspi',
    user: 'CONTOSO\\robert',
    client_ip: '10.4.2.17',
    front_end: 'EXCH01',
    back_end: 'EXCH02',
    context: CONTEXT.toLowerCase(),
    duration_ms: 31,
    took: -31,
    front: 1,
  };
  expect(all(REQUESTS)).toEqual([
    { ...common, request_type: 'Bind', sequence: 1, outcome: 'ok', failure_class: null, back: 0 },
    {
      ...common,
      request_type: 'QueryRows',
      sequence: 2,
      outcome: 'failed',
      failure_class: 'context_lost',
      back: 1,
    },
    {
      ...common,
      request_type: 'GetMatches',
      sequence: 3,
      outcome: 'client_gone',
      failure_class: null,
      back: 1,
    },
  ]);
  expect(all('SELECT layer, code, class, evidence, backend_source_file FROM failures')).toEqual([
    {
      layer: 'mapihttp',
      code: 'NoContext',
      class: 'context_lost',
      evidence: 'full',
      backend_source_file: expect.stringMatching(/MAPIAB_/),
    },
  ]);
  expect(all('SELECT backend_log FROM requests WHERE backend_record_id IS NOT NULL')).toEqual([
    { backend_log: 'mapi_address_book' },
    { backend_log: 'mapi_address_book' },
  ]);
});

test('without the front end it is a request of its own', async () => {
  const { all } = await ingested({
    [BOOK]: log('mapi_address_book', [transport(2, 'QueryRows', 'NoContext')]),
  });
  expect(all(REQUESTS)).toEqual([
    {
      endpoint: 'nspi',
      request_type: 'QueryRows',
      user: 'robert@contoso.com',
      client_ip: '10.4.2.17',
      front_end: null,
      back_end: 'EXCH02',
      context: CONTEXT.toLowerCase(),
      sequence: 2,
      outcome: 'failed',
      failure_class: 'context_lost',
      duration_ms: 12,
      took: -12,
      front: 0,
      back: 1,
    },
  ]);
  expect(all('SELECT endpoint, user, failures, requests FROM sessions')).toEqual([
    { endpoint: 'nspi', user: 'robert@contoso.com', failures: 1, requests: 1 },
  ]);
});

// Should a build write the ids on other rows too, their status counts.
test.each([
  ['', 'ok', null, null],
  ['40380', 'ok', null, null],
  ['80040111', 'failed', 'nspi', '0x80040111'],
  ['2', 'failed', 'nspi', '2'],
])('status "%s" is %s', async (status, outcome, layer, code) => {
  const ids = transport(2, 'QueryRows', '');
  const { all } = await ingested({
    [FRONT]: log('http_proxy', [nspi(2, 'QueryRows')]),
    [BOOK]: log('mapi_address_book', [
      own('NspiQueryRows', status, { 'operation-specific': ids['operation-specific'] ?? '' }),
    ]),
  });
  expect(all('SELECT outcome FROM requests')).toEqual([{ outcome }]);
  expect(all('SELECT layer, code FROM failures')).toEqual(layer === null ? [] : [{ layer, code }]);
});

test('a word tells the class, a text does not; rows that name no request stay in their view', async () => {
  const { all } = await ingested({
    [BOOK]: log('mapi_address_book', [
      transport(2, 'QueryRows', 'Throttled'),
      transport(3, 'QueryRows', 'System.Exception: Kontext nicht gefunden', { 'rpc-status': '' }),
      own('NspiQueryRows', '8004010F'),
    ]),
  });
  expect(all('SELECT outcome, failure_class FROM requests ORDER BY sequence')).toEqual([
    { outcome: 'failed', failure_class: 'throttling' },
    { outcome: 'failed', failure_class: 'unknown' },
  ]);
  expect(all('SELECT code FROM failures ORDER BY id')).toEqual([
    { code: 'Throttled' },
    { code: 'MapiHttp: failure' },
  ]);
  expect(all('SELECT user, reason, outcome FROM mapi_address_book ORDER BY record_id')).toEqual([
    { user: 'robert@contoso.com', reason: 'Throttled', outcome: 'failed' },
    { user: 'robert@contoso.com', reason: null, outcome: 'failed' },
    { user: '/o=Contoso/cn=Recipients/cn=robert', reason: null, outcome: 'failed' },
  ]);
});

test('a probe is noise there too', async () => {
  const row = transport(2, 'QueryRows', 'NoContext');
  const specific = String(row['operation-specific']).replace('robert@', 'HealthMailbox0659e34@');
  const { all } = await ingested({
    [BOOK]: log('mapi_address_book', [{ ...row, 'operation-specific': specific }]),
  });
  expect(all('SELECT noise FROM requests')).toEqual([{ noise: 'health_mailbox' }]);
});

test('its record goes with the request', async () => {
  const { db, all } = await ingested({
    [BOOK]: log('mapi_address_book', [transport(2, 'QueryRows', 'NoContext')]),
  });
  const day = Date.parse('2026-03-05T12:00:00.000Z');
  const retention = new Retention(db, { maxAgeMs: 3_600_000, maxSizeBytes: null });
  while (retention.step(day));
  expect(all('SELECT count(*) AS n FROM requests')).toEqual([{ n: 0 }]);
  expect(all('SELECT count(*) AS n FROM mapi_address_book')).toEqual([{ n: 0 }]);
});
