import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { backRow, frontRow } from '../support/logs.ts';
import { growingLogs, listen, newDatabase, serving, WAIT } from './support/live-server.ts';

const probe = { AuthenticatedUser: 'CONTOSO\\HealthMailbox1', UserAgent: 'MapiHttpClient' };
const failed = { HttpStatus: 503, ErrorCode: 'x' };
const lastId = (events: { id?: string | undefined }[]): string => events.at(-1)?.id ?? '';

test('a request that is written is sent, in the shape of the list', async () => {
  const { folder, write } = growingLogs();
  write('http_proxy', frontRow(1));
  const server = await serving(folder, newDatabase());
  await server.stored(1);
  const client = await listen(server.url);
  expect(client.response.headers.get('content-type')).toBe('text/event-stream');
  expect(client.response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(JSON.parse(client.events[0]?.data ?? '')).toEqual({
    version: '0.0.0',
    position: client.events[0]?.id,
    resumed: false,
  });
  write('http_proxy', frontRow(2));
  await client.sees([2]);
  const list = (await (await fetch(`${server.url}/api/v1/requests?limit=1`)).json()) as {
    requests: unknown[];
  };
  expect(client.rows()).toEqual(list.requests);
  expect(lastId(client.events)).toMatch(/^[0-9a-f]{8}-2-2$/);
}, 120_000);

test('a request whose second record comes later is sent again', async () => {
  const { folder, write } = growingLogs();
  write('http_proxy', frontRow(1));
  const server = await serving(folder, newDatabase());
  await server.stored(1);
  const client = await listen(server.url);
  write('http_proxy', frontRow(2));
  await client.sees([2]);
  write('mapi_http', backRow(2, { ResponseCode: 10 }));
  await client.sees([2, 2]);
  const [before, after] = client.rows();
  expect(after).toMatchObject({ id: before?.['id'], outcome: 'failed', response_code: 10 });
  expect(before).toMatchObject({ outcome: 'ok', response_code: null });
}, 120_000);

test('a request that no longer passes the filter is taken back', async () => {
  const { folder, write } = growingLogs();
  write('http_proxy', frontRow(1));
  const server = await serving(folder, newDatabase());
  await server.stored(1);
  const client = await listen(server.url, '?outcome=ok');
  write('http_proxy', frontRow(2), frontRow(3));
  await client.sees([2, 3]);
  write(
    'mapi_http',
    backRow(2, { ResponseCode: 10 }),
    backRow(3),
    backRow(1, { ResponseCode: 10 }),
    backRow(9),
  );
  await client.sees([2, 3, 3, 9]);
  const gone = client.of('gone').flatMap(({ data }) => JSON.parse(data).ids);
  expect(gone.sort()).toEqual([1, 2]);
}, 120_000);

test('the filters are those of the list', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase());
  const all = await listen(server.url, '?include_noise=true');
  const plain = await listen(server.url);
  const some = await Promise.all(
    ['outcome=failed', 'user=contoso%5CROBERT', 'user=nobody', 'server=exch02', 'since=2027-01-01'].map(
      (query) => listen(server.url, `?${query}`),
    ),
  );
  write(
    'http_proxy',
    frontRow(1),
    frontRow(2, probe),
    frontRow(3, failed),
    frontRow(4, { TargetServer: 'EXCH07' }),
  );
  write('http_proxy', frontRow(5, { AuthenticatedUser: 'CONTOSO\\anna' }));
  await all.sees([1, 2, 3, 4, 5]);
  await plain.sees([1, 3, 4, 5]);
  for (const [i, expected] of [[3], [1, 3, 4], [], [1, 3, 5], []].entries()) await some[i]?.sees(expected);
}, 120_000);

test('nothing is queried when nobody listens, and once for all who do', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase());
  write('http_proxy', frontRow(1));
  await server.stored(1);
  expect(server.queries).not.toHaveBeenCalled();
  const clients = await Promise.all([1, 2, 3].map(() => listen(server.url)));
  write('http_proxy', frontRow(2));
  for (const client of clients) await client.sees([2]);
  expect(server.queries).toHaveBeenCalledTimes(1);
}, 120_000);

test('who comes back gets exactly what was missed, by header or by parameter', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase());
  const first = await listen(server.url);
  write('http_proxy', frontRow(1));
  await first.sees([1]);
  first.stop();
  await first.ended;
  write('http_proxy', frontRow(2), frontRow(3));
  // A change of an old request counts as missed too.
  write('mapi_http', backRow(1));
  await server.stored(3);
  const seen = lastId(first.events);
  await vi.waitFor(() => expect(server.reader.totals().records).toBe(4), WAIT);
  for (const client of [
    await listen(server.url, '', seen),
    await listen(server.url, `?last_event_id=${seen}`),
  ]) {
    await vi.waitFor(() => expect(client.sequences().sort()).toEqual([1, 2, 3]), WAIT);
    expect(client.of('gap')).toEqual([]);
    expect(JSON.parse(client.events[0]?.data ?? '')).toMatchObject({ position: seen, resumed: true });
  }
  // The header is the newer of the two.
  const newer = await listen(server.url, `?last_event_id=${seen}`, lastId((await listen(server.url)).events));
  write('http_proxy', frontRow(4));
  await newer.sees([4]);
}, 120_000);

test('a filtered client is told where it is, and resumes from there', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase(), { positionMs: 50 });
  const client = await listen(server.url, '?outcome=failed');
  write('http_proxy', frontRow(1), frontRow(2));
  await client.has('position');
  await vi.waitFor(() => expect(lastId(client.events)).toMatch(/-2-2$/), WAIT);
  client.stop();
  server.queries.mockClear();
  write('http_proxy', frontRow(3, failed));
  const again = await listen(server.url, '?outcome=failed', lastId(client.events));
  await again.sees([3]);
  expect(new Set(server.queries.mock.calls.flatMap(([ids]) => ids))).toEqual(new Set([3]));
}, 120_000);

test('who was away for too long gets what the database has, and is told', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase(), { capacity: 3, replayLimit: 4 });
  const client = await listen(server.url);
  const { id: seen } = client.events[0] ?? {};
  write('http_proxy', ...[1, 2, 3, 4, 5, 6].map((n) => frontRow(n)));
  await server.stored(6);
  const again = await listen(server.url, '', seen);
  await again.sees([3, 4, 5, 6]);
  expect(again.of('gap').map(({ data }) => JSON.parse(data))).toEqual([{ reason: 'too_old', missed: 2 }]);
  // A cut in the middle of that is no loss either.
  const cut = again.of('request')[1]?.id;
  const third = await listen(server.url, '', cut);
  await third.sees([5, 6]);
  expect(third.of('gap').map(({ data }) => JSON.parse(data))).toEqual([{ reason: 'too_old', missed: 0 }]);
}, 120_000);

test('after a restart it goes on behind the request that was sent last, and says that this is not exact', async () => {
  const { folder, write } = growingLogs();
  const file = newDatabase();
  const before = await serving(folder, file);
  const client = await listen(before.url);
  write('http_proxy', frontRow(1), frontRow(2));
  await client.sees([1, 2]);
  await before.stop();
  await client.ended;
  write('http_proxy', frontRow(3));
  const server = await serving(folder, file);
  await server.stored(3);
  const again = await listen(server.url, '', lastId(client.events));
  await again.sees([3]);
  expect(again.of('gap').map(({ data }) => JSON.parse(data))).toEqual([{ reason: 'restart', missed: 0 }]);
  // From now on it is exact again.
  again.stop();
  write('http_proxy', frontRow(4));
  await server.stored(4);
  const third = await listen(server.url, '', lastId(again.events));
  await third.sees([4]);
  expect(third.of('gap')).toEqual([]);
}, 180_000);

test.each([
  ['?last_event_id=x', {}],
  ['', { 'last-event-id': '1-2-3; x' }],
  ['?outcome=bad', {}],
  ['?since=yesterday', {}],
  ['?usr=robert', {}],
])(
  'refuses %s %j',
  async (query, headers) => {
    const server = await serving(growingLogs().folder, newDatabase());
    const answer = await fetch(`${server.url}/api/v1/live${query}`, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(await answer.json()).toMatchObject({ code: 'bad_request' });
  },
  120_000,
);

test('refuses a place of this run that was never reached, and a client too many', async () => {
  const server = await serving(growingLogs().folder, newDatabase(), { maxClients: 2 });
  const client = await listen(server.url);
  const boot = lastId(client.events).slice(0, 8);
  const future = await fetch(`${server.url}/api/v1/live?last_event_id=${boot}-99-99`);
  expect(future.status).toBe(400);
  const second = await listen(server.url);
  const third = await fetch(`${server.url}/api/v1/live`);
  expect([third.status, ((await third.json()) as { code: string }).code]).toEqual([503, 'too_many_clients']);
  // Who leaves makes room.
  second.stop();
  await vi.waitFor(async () => expect((await listen(server.url)).response.status).toBe(200), WAIT);
}, 120_000);

/** A client that asks for the stream and reads nothing of it until told. */
async function sleepy(url: string) {
  const request = get(`${url}/api/v1/live`, { agent: false });
  onTestFinished(() => {
    request.destroy();
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  const gaps: unknown[] = [];
  const sequences: unknown[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'gap') gaps.push(JSON.parse(data));
      if (event === 'request') sequences.push(JSON.parse(data).sequence);
    },
  });
  const wake = (): void => {
    response.on('data', (chunk: Buffer) => parser.feed(chunk.toString()));
  };
  return { gaps, sequences, wake };
}

/** Requests until the only one who listens to them takes no more, and is farther behind than is remembered. */
async function flood(
  server: Awaited<ReturnType<typeof serving>>,
  write: ReturnType<typeof growingLogs>['write'],
) {
  const wide = { AuthenticatedUser: 'x'.repeat(4000) };
  let n = 0;
  for (let sent = 0, unchanged = 0; unchanged < 4 || sent === 0; ) {
    write('http_proxy', ...Array.from({ length: 1000 }, () => frontRow(++n, wide)));
    await server.stored(n);
    const before = sent;
    sent = await server.metric('mapiscope_live_requests_sent_total');
    unchanged = sent > before ? 0 : unchanged + 1;
  }
  return n;
}

test('who does not read holds up nobody, is not buffered for, and is told what it missed', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase(), { capacity: 3000, positionMs: 50 });
  const slow = await sleepy(server.url);
  const quick = await listen(server.url, '?user=nobody');
  await vi.waitFor(async () => expect(await server.metric('mapiscope_live_clients')).toBe(2), WAIT);
  const n = await flood(server, write);
  write('http_proxy', frontRow(n + 1, { AuthenticatedUser: 'nobody' }));
  await quick.sees([n + 1]);
  slow.wake();
  await vi.waitFor(() => expect(slow.gaps).toEqual([{ reason: 'slow', missed: expect.any(Number) }]), WAIT);
  // And after the gap it is with the others again.
  write('http_proxy', frontRow(n + 2));
  await vi.waitFor(() => expect(slow.sequences.at(-1)).toBe(n + 2), WAIT);
  const [{ missed = 0 } = {}] = slow.gaps as { missed?: number }[];
  expect(slow.sequences.length + missed).toBe(n + 2);
}, 300_000);

test('who takes nothing for too long is dropped', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase(), { capacity: 3000, positionMs: 50, patienceMs: 1 });
  await sleepy(server.url);
  const clients = (count: number) =>
    vi.waitFor(async () => expect(await server.metric('mapiscope_live_clients')).toBe(count), WAIT);
  await clients(1);
  await flood(server, write);
  await clients(0);
}, 300_000);

test('the end of the server ends the streams', async () => {
  const server = await serving(growingLogs().folder, newDatabase());
  const client = await listen(server.url);
  await server.stop();
  await client.ended;
}, 120_000);
