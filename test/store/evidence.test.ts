import { expect, test } from 'vitest';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log, type Values } from '../support/logs.ts';

const FRONT = 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';
const BACK = 'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG';
const at = (second: number): string =>
  new Date(Date.parse('2026-03-04T09:00:00.000Z') + second * 1000).toISOString();
const OLD = 'AAAAAAAA-0000-4000-8000-000000000001';
const NEW = 'AAAAAAAA-0000-4000-8000-000000000002';

/** A request of a context: its front-end and its back-end record. */
function request(
  second: number,
  context: string,
  n: number,
  type: string,
  code = 0,
): [front: Values, back: Values] {
  const id = `${context === OLD ? 1 : 2}0${n}`;
  const RequestId = `00000000-0000-4000-8000-000000000${id}`;
  const instance = 'BBBBBBBB-0000-4000-8000-000000000001';
  return [
    frontRow(n, {
      DateTime: at(second),
      RequestId,
      ClientRequestId: `R:{${context}}:${n};RT:${type};CI:{${instance}}:7;CID:{${instance}}`,
    }),
    backRow(n, {
      DateTime: at(second),
      RequestId,
      MapiRequestId: `{${context}}:${n}`,
      RequestType: type,
      ResponseCode: code,
    }),
  ];
}

/** A context that is lost, and the one that takes its place. */
const story = [
  request(0, OLD, 1, 'Connect'),
  request(1, OLD, 2, 'Execute'),
  request(2, OLD, 3, 'Execute'),
  request(60, OLD, 4, 'Execute', 10),
  request(61, NEW, 1, 'Connect'),
  request(62, NEW, 2, 'Execute'),
];

const cases: [
  name: string,
  front: (at: number) => boolean,
  back: (at: number) => boolean,
  reconnect: string,
  failure: string[],
][] = [
  ['all records', () => true, () => true, 'full', ['full']],
  ['no back-end log', () => true, () => false, 'front_only', []],
  ['no front-end log', () => false, () => true, 'back_only', ['back_only']],
  ['no front-end record of the old context', (i) => i > 3, () => true, 'back_only', ['back_only']],
  ['no back-end record of the new context', () => true, (i) => i < 4, 'front_only', ['full']],
  ['a request of the old context that no log has', (i) => i !== 2, (i) => i !== 2, 'gaps', ['full']],
];

test.each(cases)('%s', async (_name, front, back, reconnect, failures) => {
  const { all } = await ingested({
    // Later data, so that nothing is under way any more.
    [FRONT]: log('http_proxy', [
      ...story.filter((_, i) => front(i)).map(([row]) => row),
      frontRow(900, { DateTime: at(3000), ClientRequestId: '' }),
    ]),
    [BACK]: log(
      'mapi_http',
      story.filter((_, i) => back(i)).map(([, row]) => row),
    ),
  });
  expect(all('SELECT evidence FROM reconnects')).toEqual([{ evidence: reconnect }]);
  expect(all('SELECT evidence FROM failures')).toEqual(failures.map((evidence) => ({ evidence })));
});

test('what a front end refused by itself needs no back-end record', async () => {
  const { all } = await ingested({
    [FRONT]: log('http_proxy', [
      frontRow(1, { HttpStatus: 503, BackEndStatus: '', ErrorCode: 'ConnectFailure' }),
      frontRow(2, { HttpStatus: 503, BackEndStatus: 555, ErrorCode: 'RoutingError' }),
      frontRow(3, { HttpStatus: 200, BackEndStatus: 200, ErrorCode: 'StreamFailure' }),
    ]),
  });
  expect(all('SELECT code, evidence FROM failures ORDER BY byte_offset')).toEqual([
    { code: 'ConnectFailure', evidence: 'full' },
    { code: 'RoutingError', evidence: 'full' },
    { code: 'StreamFailure', evidence: 'front_only' },
  ]);
});

test('a session says how many of its requests have which record', async () => {
  const { all } = await ingested({
    [FRONT]: log(
      'http_proxy',
      story.slice(0, 3).map(([row]) => row),
    ),
    [BACK]: log(
      'mapi_http',
      story.slice(1, 4).map(([, row]) => row),
    ),
  });
  expect(all('SELECT requests, with_front, with_back FROM sessions')).toEqual([
    { requests: 4, with_front: 3, with_back: 3 },
  ]);
});
