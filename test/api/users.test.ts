import { beforeAll, describe, expect, test } from 'vitest';
import { ingestedFor } from '../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, row, type Values } from '../support/logs.ts';
import { servedFor } from './support/app.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 2, 4, 9) + second * 1000).toISOString();
let get: Awaited<ReturnType<typeof servedFor>>['get'];

/** A request of somebody's session, with a context and a client of their own. */
function of(user: string, person: number, n: number, changes: Values = {}): Values {
  const context = `AAAAAAAA-0000-4000-8000-00000000000${person}`;
  const client = `BBBBBBBB-0000-4000-8000-00000000000${person}`;
  return frontRow(person * 100 + n, {
    DateTime: at(n),
    AuthenticatedUser: user,
    AnchorMailbox: `MailboxGuid~cccccccc-0000-4000-8000-00000000000${person}`,
    UrlQuery: `?MailboxId=cccccccc-0000-4000-8000-00000000000${person}@contoso.com`,
    ClientIpAddress: `10.4.${person}.17`,
    ClientRequestId: `R:{${context}}:${n};RT:Execute;CI:{${client}}:7;CID:{${client}}`,
    ...changes,
  });
}

const many = (count: number, make: (n: number) => Values): Values[] =>
  Array.from({ length: count }, (_, i) => make(i + 1));
const failed = { HttpStatus: 503, ErrorCode: 'x' };

beforeAll(async () => {
  const rows = [
    ...many(10, (n) => of('CONTOSO\\robert', 1, n, n <= 2 ? failed : {})),
    ...many(4, (n) => of('CONTOSO\\kim', 2, n, { TotalRequestTime: 100 * n })),
    ...many(3, (n) => of('zoë_100%@contoso.com', 3, n, failed)),
  ];
  const db = await ingestedFor({
    'HttpProxy_2026030409-1.LOG':
      log('http_proxy', []) + crlf(rows.map((one) => row(columnsOf('http_proxy'), one))),
    // The back end calls robert by his address: two spellings, one person.
    'EXCH02/MapiHttp_2026030409-1.LOG': log('mapi_http', [
      backRow(3, {
        RequestId: '00000000-0000-4000-8000-000000000103',
        MapiRequestId: '{AAAAAAAA-0000-4000-8000-000000000001}:3',
        MapiClientInfo: '{BBBBBBBB-0000-4000-8000-000000000001}:7',
        DateTime: at(3),
      }),
    ]),
  });
  ({ get } = await servedFor(db));
});

describe('the people', () => {
  test('come with their numbers, those in trouble first', async () => {
    const { users, total, next_cursor } = (await get('/api/v1/users')).json();
    expect(users).toEqual([
      expect.objectContaining({ user: 'zoë_100%@contoso.com', requests: 3, failures: 3, sessions: 1 }),
      expect.objectContaining({
        user: 'CONTOSO\\robert',
        requests: 10,
        failures: 2,
        sessions: 1,
        last_at: at(10),
      }),
      expect.objectContaining({ user: 'CONTOSO\\kim', requests: 4, failures: 0, sessions: 1 }),
    ]);
    expect(users[1].spellings).toEqual(['contoso\\robert', 'robert@contoso.com']);
    expect([total, next_cursor]).toEqual([3, null]);
  });

  test('are counted in the range and by the filter that is asked for', async () => {
    const { users } = (await get(`/api/v1/users?since=${at(3)}&until=${at(5)}&server=EXCH01`)).json();
    expect(users.map((one: { user: string; requests: number }) => [one.user, one.requests])).toEqual([
      ['zoë_100%@contoso.com', 1],
      ['CONTOSO\\kim', 2],
      ['CONTOSO\\robert', 2],
    ]);
    expect((await get('/api/v1/users?outcome=client_gone')).json().users).toEqual([]);
  });

  test('are found by any part of a spelling, page by page', async () => {
    const named = async (query: string) =>
      (await get(`/api/v1/users?${query}`)).json().users.map(({ user }: { user: string }) => user);
    expect(await named('q=ROBERT%40con')).toEqual(['CONTOSO\\robert']);
    expect(await named('q=%25')).toEqual(['zoë_100%@contoso.com']);
    expect(await named('q=nobody')).toEqual([]);
    const first = (await get('/api/v1/users?limit=2')).json();
    expect(first.users).toHaveLength(2);
    expect(await named(`limit=2&cursor=${first.next_cursor}`)).toEqual(['CONTOSO\\kim']);
    expect((await get('/api/v1/users?cursor=x')).json().code).toBe('bad_request');
  });
});

describe('one person', () => {
  test('is found by any spelling, beside all others', async () => {
    for (const spelling of ['CONTOSO\\robert', 'contoso\\ROBERT', 'robert@contoso.com']) {
      const body = (await get(`/api/v1/users/${encodeURIComponent(spelling)}`)).json();
      expect(body.user).toMatchObject({ user: 'CONTOSO\\robert', requests: 10, failures: 2 });
      expect(body.mailboxes).toEqual(['cccccccc-0000-4000-8000-000000000001']);
      expect(body.failures).toHaveLength(2);
      expect(body.clients).toEqual([expect.objectContaining({ client_ip: '10.4.1.17', sessions: 1 })]);
      expect(body.sessions.map(({ user }: { user: string }) => user)).toEqual(['CONTOSO\\robert']);
    }
  });

  test('their peers are the others without them', async () => {
    const body = (await get('/api/v1/users/CONTOSO%5Ckim')).json();
    expect(body.execute).toMatchObject({ count: 4, max: 400 });
    expect(body.peers.users).toBe(2);
    expect(body.peers.execute).toMatchObject({ max: 31 });
    expect(body.peers.execute.count).toBeLessThan(14);
  });

  test('who has nothing in the range is nothing, who is not known is not found', async () => {
    const body = (await get('/api/v1/users/CONTOSO%5Ckim?since=2026-03-05')).json();
    expect(body.user).toMatchObject({ requests: 0, sessions: 0, last_at: null });
    expect(body.peers.users).toBe(0);
    const answer = await get('/api/v1/users/nobody');
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    const long = await get(`/api/v1/users/${encodeURIComponent('ü'.repeat(500))}`);
    expect([long.statusCode, long.json().code]).toEqual([404, 'not_found']);
  });
});

/** One number, as three layers write it. */
const SAME_NUMBER = ['8003001E', '-2147287010', '2147680286'].map((code) => ['code', code]);

test.each([
  ['robe', [['user', 'CONTOSO\\robert']]],
  ['ROBERT@contoso', [['user', 'CONTOSO\\robert']]],
  ['_100%', [['user', 'zoë_100%@contoso.com']]],
  ['10.4.2', [['client_ip', '10.4.2.17']]],
  [
    'exch0',
    [
      ['server', 'EXCH01'],
      ['server', 'EXCH02'],
    ],
  ],
  ['{AAAAAAAA-0000-4000-8000-000000000002}', [['context', 'aaaaaaaa-0000-4000-8000-000000000002']]],
  ['bbbbbbbb-0000-4000-8000-000000000003', [['client_instance', 'bbbbbbbb-0000-4000-8000-000000000003']]],
  ['cccccccc-0000-4000-8000-000000000001', [['mailbox', 'cccccccc-0000-4000-8000-000000000001']]],
  ['dddddddd-0000-4000-8000-000000000001', [['database', 'dddddddd-0000-4000-8000-000000000001']]],
  ['00000000-0000-4000-8000-000000000204', [['request', '00000000-0000-4000-8000-000000000204']]],
  ['0x8003001E', SAME_NUMBER],
  ['-2147287010', SAME_NUMBER],
  ['ContextNotFound', [['code', '10']]],
  ['eeeeeeee-0000-4000-8000-000000000001', []],
  ["' OR 1=1 --", []],
])('search leads from %s to the place', async (q, expected) => {
  const { hits } = (await get(`/api/v1/search?q=${encodeURIComponent(q)}`)).json();
  const found = hits.map(({ kind, value }: { kind: string; value: string }) => [kind, value]);
  expect(found).toEqual(expected);
});

test('search gives the session of a context and the number of a request', async () => {
  const [context] = (await get('/api/v1/search?q=aaaaaaaa-0000-4000-8000-000000000002')).json().hits;
  expect(context).toMatchObject({ label: 'CONTOSO\\kim', count: 4 });
  expect((await get(`/api/v1/sessions/${context.id}`)).json().session.context).toBe(context.value);
  const [request] = (await get('/api/v1/search?q=00000000-0000-4000-8000-000000000204')).json().hits;
  expect((await get(`/api/v1/requests/${request.id}`)).json().request).toMatchObject({
    user: 'CONTOSO\\kim',
    sequence: 4,
  });
});

test('somebody whose last session was refused, so that it names nobody, still has all of theirs', async () => {
  const refused = (n: number): Values => {
    const { ClientRequestId: id = '' } = of('', 2, n);
    return of('', 2, n, {
      ClientRequestId: String(id).replace('AAAAAAAA', 'DDDDDDDD').replace('RT:Execute', 'RT:Connect'),
      HttpStatus: 401,
      BackEndStatus: '',
    });
  };
  const rows = [...many(3, (n) => of('CONTOSO\\kim', 2, n)), ...many(3, (n) => refused(60 + n))];
  const db = await ingestedFor({
    'HttpProxy_2026030409-1.LOG':
      log('http_proxy', []) + crlf(rows.map((one) => row(columnsOf('http_proxy'), one))),
  });
  const served = await servedFor(db);
  const { sessions } = (await served.get('/api/v1/sessions?user=CONTOSO%5Ckim')).json();
  expect(sessions).toHaveLength(2);
  const { users } = (await served.get('/api/v1/users')).json();
  expect(users).toEqual([
    expect.objectContaining({ user: 'CONTOSO\\kim', requests: 3, sessions: 2, last_at: at(63) }),
  ]);
});
