import { expect, test } from 'vitest';
import { builtInRules } from '../../src/correlate/noise.ts';
import { noiseRulesOf } from '../../src/correlate/noise-rules.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { markedByOtherRules } from '../../src/store/sqlite/noise-rules.ts';
import { ingested, writeFiles } from '../support/database.ts';
import { backRow, frontRow, log } from '../support/logs.ts';

const own = noiseRulesOf([
  { reason: 'lb_check', fact: 'client_ip', pattern: '10.4.2.0/24' },
  { reason: 'probe', enabled: false },
]);

test('rules of a user mark the records of every log, and are counted by reason', async () => {
  const { all } = await ingested(
    {
      'HttpProxy_2026030409-1.LOG': log('http_proxy', [
        frontRow(1),
        frontRow(2, { ClientIpAddress: '10.9.9.9' }),
        frontRow(3, { ClientIpAddress: '10.9.9.9', UserAgent: 'MapiHttpClient' }),
        frontRow(4, { ClientIpAddress: '10.9.9.9', UrlStem: '/mapi/healthcheck.htm' }),
      ]),
      'MapiHttp_2026030409-1.LOG': log('mapi_http', [backRow(9)]),
      'MAPIMB_2026030409-1.LOG': log('mapi_client_access', [
        {
          'date-time': '2026-03-04T09:12:44.029Z',
          'client-ip': '10.4.2.99',
          'request-ids':
            'R:{AAAAAAAA-0000-4000-8000-000000000009}:1|A:00000000-0000-4000-8000-000000000010|FE:EXCH01',
          operation: 'Connect',
          'rpc-status': '0',
        },
      ]),
    },
    { noiseRules: own },
  );
  expect(all('SELECT noise, count(*) AS requests FROM requests GROUP BY noise ORDER BY noise')).toEqual([
    { noise: null, requests: 2 },
    { noise: 'health_check', requests: 1 },
    { noise: 'lb_check', requests: 3 },
  ]);
});

test('requests that other rules marked stay as they are, and are counted', async () => {
  const { db, folder, all } = await ingested({
    'HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1), frontRow(2)]),
  });
  const read = async (hour: string, noiseRules = builtInRules) => {
    writeFiles(folder, { [`HttpProxy_20260304${hour}-1.LOG`]: log('http_proxy', [frontRow(Number(hour))]) });
    await ingest(db, [folder], { noiseRules });
    return { latest: markedByOtherRules(db), builtIn: markedByOtherRules(db, builtInRules) };
  };
  expect(markedByOtherRules(db)).toBe(0);
  // Rules that nothing was read with change nothing.
  await ingest(db, [folder], { noiseRules: own });
  expect(await read('10')).toEqual({ latest: 0, builtIn: 0 });
  expect(await read('11', own)).toEqual({ latest: 3, builtIn: 1 });
  expect(await read('12', own)).toEqual({ latest: 3, builtIn: 2 });
  expect(await read('13')).toEqual({ latest: 2, builtIn: 2 });
  expect(all('SELECT noise FROM requests ORDER BY id').map(({ noise }) => noise)).toEqual([
    null,
    null,
    null,
    'lb_check',
    'lb_check',
    null,
  ]);
  expect(
    all(
      'SELECT DISTINCT set_id, in_force, first_request_id, last_request_id FROM noise_rules ORDER BY set_id',
    ),
  ).toEqual([
    { set_id: 1, in_force: 0, first_request_id: 1, last_request_id: 3 },
    { set_id: 2, in_force: 0, first_request_id: 4, last_request_id: 5 },
    { set_id: 3, in_force: 1, first_request_id: 6, last_request_id: null },
  ]);
  expect(
    all(`SELECT position, reason, fact, pattern FROM noise_rules WHERE in_force ORDER BY position`),
  ).toEqual(builtInRules.map((rule, i) => ({ position: i + 1, ...rule })));
});
