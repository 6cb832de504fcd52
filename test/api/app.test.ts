import { describe, expect, test } from 'vitest';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log } from '../support/logs.ts';
import { appOf, host } from './support/app.ts';

const at = (second: number): string => `2026-03-04T09:12:${String(second).padStart(2, '0')}.031Z`;

async function appWith(rows = 25) {
  const probe = { AuthenticatedUser: 'CONTOSO\\HealthMailbox1', UserAgent: 'MapiHttpClient' };
  const { db } = await ingested({
    'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': log('http_proxy', [
      ...Array.from({ length: rows }, (_, i) => frontRow(i + 1, { DateTime: at(i % 20) })),
      frontRow(99, { ...probe, DateTime: at(30) }),
    ]),
    'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG': log('mapi_http', [
      backRow(3, { ResponseCode: 10 }),
    ]),
  });
  return (await appOf(db)).app;
}

describe('the API', () => {
  test('is alive', async () => {
    const app = await appWith();
    expect((await app.inject({ url: '/healthz', headers: host })).json()).toEqual({ status: 'ok' });
  });

  test('lists the sources', async () => {
    const app = await appWith();
    const { sources } = (await app.inject({ url: '/api/v1/sources', headers: host })).json();
    expect(sources).toHaveLength(2);
    expect(
      sources
        .map((source: { kind: string; server: string; records: number }) => [
          source.kind,
          source.server,
          source.records,
        ])
        .sort(),
    ).toEqual([
      ['http_proxy', 'EXCH01', 26],
      ['mapi_http', 'EXCH02', 1],
    ]);
  });

  test('says how many bytes of a log are behind', async () => {
    const whole = log('http_proxy', [frontRow(1)]);
    const { db } = await ingested({ 'HttpProxy_2026030409-1.LOG': `${whole}2026-03-04T09` });
    const { app } = await appOf(db);
    const { sources } = (await app.inject({ url: '/api/v1/sources', headers: host })).json();
    expect(sources[0]).toMatchObject({ behind_bytes: 13, state: 'waiting', offset: whole.length });
  });

  test('gives every request once, newest first, page by page; noise is hidden and counted', async () => {
    const app = await appWith();
    const seen: { id: number; ended_ms: number; noise: string | null }[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const answer = (await app.inject({ url: `/api/v1/requests?limit=7${cursor}`, headers: host })).json();
      expect(answer.hidden_noise).toBe(1);
      seen.push(...answer.requests);
      if (answer.next_cursor === null) break;
      cursor = `&cursor=${answer.next_cursor}`;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    expect(seen).toHaveLength(25);
    expect(seen.every(({ noise }) => noise === null)).toBe(true);
    const times = seen.map(({ ended_ms }) => ended_ms);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const all = (
      await app.inject({ url: '/api/v1/requests?include_noise=true&limit=1000', headers: host })
    ).json();
    expect(all.requests).toHaveLength(26);
    expect(all.hidden_noise).toBe(0);
  });

  test.each([
    ['outcome=failed', 1],
    ['user=contoso%5CROBERT', 25],
    ['user=nobody', 0],
    ['server=exch02', 25],
    ['server=EXCH02.contoso.com', 25],
    ['server=EXCH03', 0],
    ['server=%3Cnull%3E', 0],
    ['since=2026-03-04T09:12:19.031Z', 1],
    ['since=2026-03-04T09:12:19.031', 1],
    ['until=2026-03-04T09:12:01Z', 2],
    ['since=2026-03-05', 0],
    ['since=2026-03-04T10:12:19.031%2B01:00', 1],
  ])('filters by %s', async (query, count) => {
    const app = await appWith();
    const answer = await app.inject({ url: `/api/v1/requests?${query}&limit=1000`, headers: host });
    expect(answer.json().requests).toHaveLength(count);
  });

  test('shows a failure that HTTP 200 hides, with the places of both raw lines', async () => {
    const app = await appWith();
    const { requests } = (await app.inject({ url: '/api/v1/requests?outcome=failed', headers: host })).json();
    expect(requests[0]).toMatchObject({
      http_status: 200,
      response_code: 10,
      failure_class: 'context_lost',
      source_file: expect.stringContaining('HttpProxy_2026030409-1.LOG'),
      byte_offset: expect.any(Number),
      backend_source_file: expect.stringContaining('MapiHttp_2026030409-1.LOG'),
      backend_byte_offset: expect.any(Number),
    });
    const {
      client_stream_ms: client,
      front_end_ms: front,
      routing_ms: routing,
      backend_ms: back,
    } = requests[0];
    expect(client + front + routing + back).toBe(requests[0].duration_ms);
  });

  test.each([
    ['/api/v1/requests?limit=0', 400, 'bad_request'],
    ['/api/v1/requests?since=yesterday', 400, 'bad_request'],
    ['/api/v1/requests?since=robert-42', 400, 'bad_request'],
    ['/api/v1/requests?until=2026-13-01', 400, 'bad_request'],
    ['/api/v1/requests?cursor=x', 400, 'bad_request'],
    ['/api/v1/requests?outcome=bad', 400, 'bad_request'],
    ['/api/v1/requests?server=', 400, 'bad_request'],
    ['/api/v1/requests?usr=robert', 400, 'bad_request'],
    ['/api/v1/nowhere', 404, 'not_found'],
    ['/../../package.json', 404, 'not_found'],
    ['/%2e%2e/%2e%2e/package.json', 404, 'not_found'],
  ])('%s is a problem document', async (url, status, code) => {
    const app = await appWith(1);
    const answer = await app.inject({ url, headers: host });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(answer.json()).toMatchObject({ status, code, title: expect.any(String) });
  });

  test.each([['evil.example'], ['localhost.evil.example:4300']])(
    'refuses to be called %j (DNS rebinding)',
    async (name) => {
      const app = await appWith(1);
      const answer = await app.inject({ url: '/api/v1/sources', headers: { host: name } });
      expect(answer.statusCode).toBe(403);
      expect(answer.body).not.toContain('EXCH01');
    },
  );

  test('lets the page run no script but its own', async () => {
    const app = await appWith(1);
    const { headers } = await app.inject({ url: '/healthz', headers: host });
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});
