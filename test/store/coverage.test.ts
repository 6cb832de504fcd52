import path from 'node:path';
import type { Static } from 'typebox';
import { expect, test } from 'vitest';
import type { Coverage } from '../../src/api/schemas/common.ts';
import { generate } from '../../src/generate/generate.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { coverageOf, type IngestState } from '../../src/store/sqlite/coverage.ts';
import type { Connection } from '../../src/store/sqlite/database.ts';
import type { RequestFilter } from '../../src/store/sqlite/request-filter.ts';
import { ingested, memoryDatabase, temporaryFolder } from '../support/database.ts';
import { backRow, frontRow, log, type Values } from '../support/logs.ts';

const at = (minute: number, second = 0): string =>
  new Date(Date.parse('2026-03-04T09:00:00.000Z') + (minute * 60 + second) * 1000).toISOString();

/** In the shape that the API answers with. */
const coverage = (
  db: Connection,
  filter: Partial<RequestFilter> = {},
  state?: IngestState,
): Static<typeof Coverage> => coverageOf(db, { includeNoise: false, ...filter }, state);

/** A front-end and a back-end record of each minute of an hour, those of some minutes left out. */
function hour(without: { front?: (minute: number) => boolean; back?: (minute: number) => boolean } = {}) {
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  const rows = (
    of: (n: number, changes: Values) => Values,
    left: ((minute: number) => boolean) | undefined,
  ) =>
    minutes
      .filter((minute) => left?.(minute) !== true)
      .map((minute) => of(minute + 1, { DateTime: at(minute) }));
  return {
    'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': log(
      'http_proxy',
      rows(frontRow, without.front),
    ),
    'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG': log(
      'mapi_http',
      rows(backRow, without.back),
    ),
  };
}

test('two servers whose logs were both read leave nothing to say', async () => {
  const { db } = await ingested(hour());
  expect(coverage(db)).toEqual({
    front_ends: { named: 1, with_log: 1 },
    back_ends: { named: 1, with_log: 1 },
    with_front: 60,
    with_back: 60,
    joined: 60,
    servers: [
      { server: 'EXCH01', front_end: 'log', back_end: 'unused', first_at: at(0), last_at: at(59) },
      { server: 'EXCH02', front_end: 'unused', back_end: 'log', first_at: at(0), last_at: at(59) },
    ],
    notes: [],
  });
});

test('a back end that answered and whose log was not read', async () => {
  const { 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': front } = hour();
  const { db } = await ingested({ 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': front });
  const { back_ends, servers, notes, joined } = coverage(db);
  expect(back_ends).toEqual({ named: 1, with_log: 0 });
  expect(servers).toContainEqual({
    server: 'EXCH02',
    front_end: 'unused',
    back_end: 'no_log',
    first_at: null,
    last_at: null,
  });
  expect(notes).toEqual([{ code: 'no_back_end_log', server: 'EXCH02', count: 60 }]);
  expect(joined).toBe(0);
});

test('a front end that back-end records name and whose log was not read', async () => {
  const { 'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG': back } = hour();
  const { db } = await ingested({
    'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG': back,
    // Its log of another protocol says nothing of these requests.
    'EXCH01/Logging/HttpProxy/Ews/HttpProxy_2026030409-1.LOG': log('http_proxy', [
      frontRow(900, { Protocol: 'Ews', UrlStem: '/ews/exchange.asmx', ClientRequestId: '', DateTime: at(0) }),
      frontRow(901, {
        Protocol: 'Ews',
        UrlStem: '/ews/exchange.asmx',
        ClientRequestId: '',
        DateTime: at(59),
      }),
    ]),
  });
  const { front_ends, notes } = coverage(db);
  expect(front_ends).toEqual({ named: 1, with_log: 0 });
  expect(notes).toEqual([{ code: 'no_front_end_log', server: 'EXCH01', count: 60 }]);
});

test('records that never came although the log was read for their time', async () => {
  const { db } = await ingested(
    hour({ back: (minute) => minute === 22 || minute === 23, front: (minute) => minute === 31 }),
  );
  expect(coverage(db).notes).toEqual([
    { code: 'unjoined', server: 'EXCH01', count: 1 },
    { code: 'unjoined', server: 'EXCH02', count: 2 },
  ]);
});

test('a log that ends before the other makes no record missing', async () => {
  const { db } = await ingested(hour({ back: (minute) => minute > 41 }));
  // Its last record is of 09:41: what comes within ten minutes may come yet.
  expect(coverage(db).notes).toEqual([{ code: 'no_back_end_log', server: 'EXCH02', count: 8 }]);
  expect(coverage(db, { untilMs: Date.parse(at(40)) }).notes).toEqual([]);
});

test('a request that no back end answered with 200 misses no record', async () => {
  const others: Values[] = [
    { BackEndStatus: '', HttpStatus: 401, AuthenticatedUser: '', TargetServer: '' },
    { BackEndStatus: 401, HttpStatus: 503, ErrorCode: 'ServerKerberosAuthenticationFailure' },
    { UrlStem: '/mapi/nspi/' },
    { UserAgent: 'MapiHttpClient' },
  ];
  const { db } = await ingested({
    ...hour(),
    'EXCH03/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': log(
      'http_proxy',
      others.map((changes, i) =>
        frontRow(61 + i, { ServerHostName: 'EXCH03', DateTime: at(20 + i), ...changes }),
      ),
    ),
  });
  expect(coverage(db, { includeNoise: true }).notes).toEqual([]);
});

test('requests that no log has, by the counters of their session', async () => {
  const lost = (minute: number) => minute > 10 && minute < 14;
  const { db } = await ingested(hour({ front: lost, back: lost }));
  expect(coverage(db).notes).toEqual([{ code: 'sequence_gaps', server: null, count: 3 }]);
  expect(db.prepare('SELECT missing_requests FROM sessions').pluck().all()).toEqual([3]);
  const asked = (filter: Partial<RequestFilter>) => coverage(db, filter).notes.map(({ count }) => count);
  expect(
    asked({ user: ['contoso\\ROBERT'], front_end: ['exch01.contoso.com'], endpoint: ['emsmdb'] }),
  ).toEqual([3]);
  expect(asked({ server: ['EXCH02'], request_type: ['Execute'] })).toEqual([3]);
  for (const other of [{ user: ['CONTOSO\\ann'] }, { server: ['EXCH03'] }, { endpoint: ['nspi'] }])
    expect(asked(other)).toEqual([]);
});

test('what is being read, has stopped, was rejected or was deleted', async () => {
  const challenge = frontRow(61, { ServerHostName: 'EXCH03', DateTime: at(10), BackEndStatus: '' });
  const { db } = await ingested({
    ...hour(),
    'EXCH03/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': `${log('http_proxy', [challenge])}half a line\r\n`,
  });
  db.prepare(
    `INSERT INTO retention_pass (reason, cutoff_ms, started_ms, ended_ms, requests, records, sessions, rejected_lines)
     VALUES ('age', ?, 0, 0, 1, 1, 0, 0)`,
  ).run(Date.parse(at(5)));
  const file = db.prepare("SELECT path FROM sources WHERE server = 'EXCH02'").pluck().get() as string;
  const stale = [{ folder: path.dirname(file), kind: 'mapi_http', silentMs: 3_600_000 }];
  expect(coverage(db, {}, { reading: true, stale }).notes).toEqual([
    { code: 'rejected_lines', server: 'EXCH03', count: 1 },
    { code: 'deleted', server: null, count: null },
    { code: 'reading', server: null, count: null },
    { code: 'stale_source', server: 'EXCH02', count: null },
  ]);
  const later = coverage(db, { sinceMs: Date.parse(at(6)) }).notes;
  expect(later.map(({ code }) => code)).toEqual(['rejected_lines']);
});

test.each([
  ['clean_day', 'se', []],
  ['missing_front_end', 'se', ['no_front_end_log EXCH04']],
  // Classic logs have no record of an ordinary Execute: nothing is missing.
  ['clean_day', '2013', []],
] as const)('%s of layout %s', async (scenario, layout, notes) => {
  const folder = temporaryFolder();
  await generate({
    out: folder,
    scenarios: [scenario],
    servers: 4,
    clients: 8,
    hours: 2,
    noise: 0.3,
    seed: 1,
    layout,
  });
  const db = memoryDatabase();
  await ingest(db, [folder]);
  expect(coverage(db).notes.map(({ code, server }) => `${code} ${server}`)).toEqual(notes);
});
