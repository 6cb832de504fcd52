import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reader } from '../../src/store/sqlite/reader.ts';
import { type RequestFilter, rowFilter } from '../../src/store/sqlite/request-filter.ts';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log } from '../support/logs.ts';

/** Users whose letter case or spelling is where two ways of comparing could differ. */
const users = [
  'CONTOSO\\robert',
  'contoso\\ROBERT',
  'CONTOSO\\Zoë',
  'contoso\\ZOË',
  'K',
  'K',
  'ı',
  'I',
  'x ',
];
const servers = ['EXCH01', 'exch02', 'EXCH02.contoso.com', '10.0.0.1', '<null>', '-'];
const at = (second: number): string => `2026-03-04T09:12:${String(second).padStart(2, '0')}.031Z`;

test('a filter says of a row what it says in a query', async () => {
  const { db } = await ingested({
    'HttpProxy_2026030409-1.LOG': log(
      'http_proxy',
      users.flatMap((AuthenticatedUser, i) =>
        servers.map((TargetServer, j) =>
          frontRow(100 * i + j, {
            AuthenticatedUser,
            TargetServer,
            DateTime: at(i),
            HttpStatus: j === 1 ? 503 : 200,
            UserAgent: j === 2 ? 'MapiHttpClient' : 'Microsoft Office/16.0',
          }),
        ),
      ),
    ),
    'MapiHttp_2026030409-1.LOG': log('mapi_http', [backRow(3, { ResponseCode: 10 }), backRow(9000)]),
  });
  const reader = new Reader(db);
  const all = reader.requests({ includeNoise: true }, 1000, null);
  expect(all.length).toBe(users.length * servers.length + 1);
  const time = fc.integer({ min: -1, max: 12 }).map((second) => Date.parse(at(0)) + second * 1000);
  const filters = fc.record<RequestFilter>(
    {
      includeNoise: fc.boolean(),
      sinceMs: time,
      untilMs: time,
      user: fc.subarray(users),
      server: fc.subarray(servers),
      outcome: fc.subarray(['ok', 'failed', 'challenge', 'client_gone']),
    },
    { requiredKeys: ['includeNoise'] },
  );
  fc.assert(
    fc.property(filters, (filter) => {
      const ids = (rows: { id: number }[]): number[] => rows.map(({ id }) => id);
      expect(ids(all.filter(rowFilter(reader.resolve(filter))))).toEqual(
        ids(reader.requests(filter, 1000, null)),
      );
    }),
    { numRuns: 500 },
  );
}, 60_000);

test('requests are found by their ids, noise left out on demand', async () => {
  const probe = { AuthenticatedUser: 'CONTOSO\\HealthMailbox1', UserAgent: 'MapiHttpClient' };
  const { db } = await ingested({
    'HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1), frontRow(2, probe), frontRow(3)]),
  });
  const reader = new Reader(db);
  expect([...reader.requestsById([3, 2, 2, 99], true).keys()].sort()).toEqual([2, 3]);
  expect([...reader.requestsById([3, 2, 99], false).keys()]).toEqual([3]);
  expect(reader.requestsById([1], false).get(1)).toEqual(
    reader.requests({ includeNoise: false }, 9, null).at(-1),
  );
  expect(reader.lastRequestId()).toBe(3);
});
