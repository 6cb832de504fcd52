import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ingested, temporaryFolder } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';
import { appOf } from './support/app.ts';
import { loopbackApp } from './support/door-app.ts';

const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(2)>';

/** What a browser shows or runs without asking is none of these. */
const HARMLESS =
  /^(?:application\/(?:problem\+)?json|application\/x-ndjson|text\/csv|text\/plain)(?:; charset=utf-8|;|$)/;

test('markup in a log is data in every answer: never a type that a browser renders, and it may not guess', async () => {
  const rows = [
    frontRow(1, { UserAgent: MARKUP, AuthenticatedUser: MARKUP, HttpStatus: 503 }),
    frontRow(2, { ErrorCode: MARKUP, ClientIpAddress: MARKUP }),
  ];
  const { db } = await ingested({ 'HttpProxy_2026030409-1.LOG': `${log('http_proxy', rows)}${MARKUP}\r\n` });
  const { app, get } = await appOf(db);
  const { paths } = JSON.parse((await get('/openapi.json')).body) as {
    paths: Record<string, { get?: object }>;
  };
  const places = Object.keys(paths).filter((place) => paths[place]?.get !== undefined);
  let found = 0;
  for (const place of places) {
    // A stream does not end; it is of a type of its own.
    if (place === '/api/v1/live') continue;
    for (const url of [
      place.replaceAll(/\{\w+\}/g, '1'),
      `${place.replaceAll(/\{\w+\}/g, '1')}?x=${encodeURIComponent(MARKUP)}`,
    ]) {
      const { headers, body } = await get(url);
      expect(String(headers['content-type']), url).toMatch(HARMLESS);
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['content-security-policy'], url).toContain("default-src 'none'; script-src 'self'");
      if (body.includes('<script>')) found++;
    }
  }
  // The requests as JSON, CSV and NDJSON at least: the markup was there to be found.
  expect(places.length).toBeGreaterThan(10);
  expect(found).toBeGreaterThan(3);
  const missing = await app.inject({ url: `/${encodeURIComponent(MARKUP)}`, headers: { host: 'localhost' } });
  expect(missing.statusCode).toBe(404);
  expect(missing.body).not.toContain('alert');
}, 120_000);

test('a fault says nothing of what is inside', async () => {
  const { app, ask } = await loopbackApp();
  const secret = 'SELECT robert FROM D:\\mapiscope\\exchange.db';
  app.get('/api/v1/throws', async () => {
    throw new Error(secret);
  });
  app.get('/api/v1/throws-text', async () => {
    throw secret;
  });
  app.get('/api/v1/throws-status', async () => {
    throw Object.assign(new Error(secret), { statusCode: 502 });
  });
  app.get('/api/v1/cycle', async () => {
    const cycle: Record<string, unknown> = { secret };
    cycle['self'] = cycle;
    return cycle;
  });
  for (const url of ['/api/v1/throws', '/api/v1/throws-text', '/api/v1/throws-status', '/api/v1/cycle']) {
    const { status, code, body, headers } = await ask({ url });
    expect([status, code], url).toEqual([500, 'internal']);
    expect(JSON.parse(body), url).toEqual({
      type: 'urn:mapiscope:problem:internal',
      title: 'Something went wrong in mapiscope',
      status: 500,
      detail: 'see the log of the mapiscope process',
      code: 'internal',
    });
    expect(JSON.stringify(headers), url).not.toMatch(/robert|fastify|node/i);
  }
});

test('an address that is none is a problem like any other', async () => {
  const { ask } = await loopbackApp();
  for (const url of ['/%E0%A4', '/api/v1/%zz', `/api/v1/requests/${'1'.repeat(200)}`]) {
    const { status, headers } = await ask({ url });
    expect([400, 404], url).toContain(status);
    expect(headers['content-type'], url).toBe('application/problem+json; charset=utf-8');
    expect(headers['content-security-policy'], url).toContain("default-src 'none'");
  }
});

test('it is not ready while the disk has less room than reading needs, and says how much there is', async () => {
  const folder = temporaryFolder();
  const disk = (minFree: number) => ({ disk: { folder, minFree } });
  const { ask } = await loopbackApp({}, disk(1));
  const ready = JSON.parse((await ask({ url: '/readyz' })).body) as { disk_free_bytes: number };
  expect(ready.disk_free_bytes).toBeGreaterThan(1_000_000);
  const { BackgroundIngest } = await import('../../src/ingest/background.ts');
  const ingest = new BackgroundIngest();
  const full = await loopbackApp({}, { ...disk(ready.disk_free_bytes * 1_000), ingest });
  // Nothing to read, nothing that pauses.
  expect((await full.ask({ url: '/readyz' })).status).toBe(200);
  ingest.status.state = 'watching';
  const { status, code, body } = await full.ask({ url: '/readyz' });
  expect([status, code]).toEqual([503, 'not_ready']);
  expect(JSON.parse(body)).toMatchObject({
    detail: expect.stringMatching(/^the disk of the database has \d+ free bytes; below \d+ reading pauses$/),
    ingest: 'watching',
    database: 'ok',
    disk_free_bytes: expect.any(Number),
  });
  // A disk that does not say how much is free is no fault.
  const gone = await loopbackApp({}, { disk: { folder: path.join(folder, 'gone'), minFree: 1 } });
  expect(JSON.parse((await gone.ask({ url: '/readyz' })).body)).toMatchObject({
    status: 'ready',
    disk_free_bytes: null,
  });
});

test('a stream of events is neither compressed nor held back', async () => {
  const { app } = await loopbackApp();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(`${url.replace('127.0.0.1', 'localhost')}/api/v1/live`, {
    headers: { 'accept-encoding': 'br, gzip' },
    signal: stop.signal,
  });
  expect([answer.headers.get('content-encoding'), answer.headers.get('content-type')]).toEqual([
    null,
    'text/event-stream',
  ]);
  const reader = answer.body?.getReader();
  await vi.waitFor(async () => {
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toContain('event: hello');
  }, 5_000);
});
