import { PassThrough } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Problem } from '../../../src/api/problems.ts';
import { loopbackApp } from '../support/door-app.ts';

/** An app with a long and a changing answer beside the real ones. */
async function appWithAnswers() {
  const { app } = await loopbackApp();
  let n = 0;
  app.get('/long', async () => ({ text: 'Outlook '.repeat(1_000) }));
  app.get('/changing', async () => ({ n: ++n }));
  app.get('/failing', async (_, reply) => reply.code(404).send({ n: 1 }));
  app.post('/long', async () => ({ text: 'x' }));
  return (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'HEAD' = 'GET') =>
    app.inject({ method, url, headers: { host: 'localhost', ...headers } });
}

test('an answer that has not changed is not sent again', async () => {
  const get = await appWithAnswers();
  const first = await get('/long');
  const etag = String(first.headers['etag']);
  expect(etag).toMatch(/^W\/"/);
  const second = await get('/long', { 'if-none-match': etag });
  expect([second.statusCode, second.body, second.headers['etag']]).toEqual([304, '', etag]);
  expect(second.headers['cache-control']).toBe('private, no-cache');
  const changing = await get('/changing');
  const next = await get('/changing', { 'if-none-match': String(changing.headers['etag']) });
  expect([next.statusCode, next.json()]).toEqual([200, { n: 2 }]);
});

test('what takes the place of a stream that failed before its first byte can be read', async () => {
  const { app } = await loopbackApp();
  app.get('/stream', async (_, reply) => {
    const stream = new PassThrough();
    stream.destroy(new Problem('sql_timeout', 'too late'));
    return reply.type('text/csv').send(stream);
  });
  const headers = { host: 'localhost', 'accept-encoding': 'gzip' };
  const answer = await app.inject({ url: '/stream', headers });
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([422, undefined]);
  expect(answer.json()).toMatchObject({ code: 'sql_timeout' });
});

test('what failed or was changed is never unchanged', async () => {
  const get = await appWithAnswers();
  const failed = await get('/failing');
  expect((await get('/failing', { 'if-none-match': String(failed.headers['etag'] ?? '*') })).statusCode).toBe(
    404,
  );
  const changed = await get('/long', {}, 'POST');
  expect(
    (await get('/long', { 'if-none-match': String(changed.headers['etag'] ?? '*') }, 'POST')).statusCode,
  ).toBe(200);
});

test.each([
  ['br, gzip', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
] as const)('a long answer is compressed as the client takes it: %s', async (accepts, encoding, unpack) => {
  const get = await appWithAnswers();
  const plain = await get('/long');
  const answer = await get('/long', { 'accept-encoding': accepts });
  expect([answer.headers['content-encoding'], answer.headers['vary']]).toEqual([encoding, 'accept-encoding']);
  expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 10);
  expect(unpack(answer.rawPayload).toString()).toBe(plain.body);
  expect(answer.headers['etag']).toBe(plain.headers['etag']);
  expect(
    (await get('/long', { 'accept-encoding': accepts, 'if-none-match': String(plain.headers['etag']) }))
      .statusCode,
  ).toBe(304);
});

test('a short answer, and one for who wants it plain, are left as they are', async () => {
  const get = await appWithAnswers();
  expect((await get('/healthz', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  expect((await get('/long')).headers['content-encoding']).toBeUndefined();
  expect((await get('/long', { 'accept-encoding': 'identity' })).headers['content-encoding']).toBeUndefined();
});
