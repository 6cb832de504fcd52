import type { InjectOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { ProxyList } from '../../../src/api/proxy-list.ts';
import { guardedApp, loopbackApp } from '../support/door-app.ts';
import { portOf, raw } from '../support/raw.ts';

const FORM = 'application/x-www-form-urlencoded';
const evil = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' };

/** What a page elsewhere can make a browser send. */
const attempts: Record<string, InjectOptions> = {
  'an image': {
    url: '/readyz',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  },
  'a script': {
    url: '/api/v1/requests',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  },
  'a fetch': {
    url: '/api/v1/requests',
    headers: { ...evil, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  },
  'a fetch of an old browser': { url: '/api/v1/requests', headers: { origin: 'http://evil.example' } },
  'a fetch from a file or a sandbox': { url: '/api/v1/requests', headers: { origin: 'null' } },
  'an event stream': { url: '/api/v1/live', headers: { ...evil, accept: 'text/event-stream' } },
  'a page on another port of this machine': {
    url: '/api/v1/requests',
    headers: { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
  },
  'the same, of an old browser': { url: '/api/v1/requests', headers: { origin: 'http://localhost:3000' } },
  'another scheme': { url: '/api/v1/requests', headers: { origin: 'https://localhost' } },
  'a frame': {
    url: '/',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  },
  'a link to data': {
    url: '/api/v1/requests',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  },
  'a web socket': {
    url: '/api/v1/live',
    headers: { ...evil, connection: 'upgrade', upgrade: 'websocket', 'sec-fetch-mode': 'websocket' },
  },
  'a form': {
    method: 'POST',
    url: '/api/v1/session',
    payload: 'token=x',
    headers: { ...evil, 'content-type': FORM, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  },
  'a form of an old browser': {
    method: 'POST',
    url: '/api/v1/session',
    payload: 'token=x',
    headers: { origin: 'http://evil.example', 'content-type': FORM },
  },
  'text that is JSON': {
    method: 'POST',
    url: '/api/v1/session',
    payload: '{"token":"x"}',
    headers: { ...evil, 'content-type': 'text/plain' },
  },
  'a beacon': {
    method: 'POST',
    url: '/api/v1/session',
    payload: '{"token":"x"}',
    headers: { ...evil, 'content-type': 'application/json' },
  },
  'a sign-out': { method: 'DELETE', url: '/api/v1/session', headers: evil },
};

describe('what another web page makes a browser ask', () => {
  test.each(Object.entries(attempts))('%s is refused', async (_, request) => {
    const { ask } = await loopbackApp();
    expect(await ask(request)).toMatchObject({ status: 403, code: 'cross_site' });
  });

  test('a link to the page is followed', async () => {
    const { ask } = await loopbackApp();
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    for (const url of ['/sign-in', '/healthz']) expect((await ask({ url, headers })).status, url).toBe(200);
  });

  test('an upgrade gets no web socket, whoever asks', async () => {
    const { app } = await loopbackApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const upgrade =
      'Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
    const answer = (more: string) =>
      raw(
        portOf(app),
        `GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${upgrade}${more}\r\n`,
      );
    expect(await answer('Origin: http://evil.example\r\n')).toMatch(/^HTTP\/1\.1 403 [\s\S]*cross_site/);
    expect(await answer('')).not.toMatch(/^HTTP\/1\.1 101/);
  });
});

describe('what the page and scripts ask', () => {
  test.each([
    ['the page', { 'sec-fetch-site': 'same-origin' }],
    ['a typed address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['an old browser', { origin: 'http://localhost' }],
    ['a script', {}],
  ])('%s is answered', async (_, headers) => {
    const { ask } = await loopbackApp();
    expect((await ask({ url: '/readyz', headers })).status).toBe(200);
    expect((await ask({ method: 'DELETE', url: '/api/v1/session', headers })).status).toBe(204);
  });

  test.each([
    'text/plain',
    'text/plain;application/json',
    FORM,
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('a body of the type %s is taken nowhere but a form by the sign-in', async (type) => {
    const { app, ask } = await loopbackApp();
    const post = (url: string) =>
      ask({ method: 'POST', url, payload: 'token=x', headers: { 'content-type': type } });
    const isForm = type === FORM;
    expect((await post('/api/v1/session')).code).toBe(isForm ? null : 'unsupported_media_type');
    expect(app.hasContentTypeParser(FORM)).toBe(false);
  });

  test('behind a proxy the own origin is that of the proxy', async () => {
    const proxied = {
      'x-forwarded-for': '10.9.9.9',
      'x-forwarded-host': 'mapi.contoso.com',
      host: '127.0.0.1:4300',
    };
    const { ask } = await loopbackApp({ proxies: new ProxyList([]) }, { hosts: ['mapi.contoso.com'] });
    const remove = (headers: Record<string, string>) =>
      ask({ method: 'DELETE', url: '/api/v1/session', headers: { ...proxied, ...headers } });
    expect((await remove({ origin: 'https://mapi.contoso.com' })).status).toBe(204);
    expect((await remove({ origin: 'https://mapi.contoso.com', 'x-forwarded-proto': 'https' })).status).toBe(
      204,
    );
    expect((await remove({ origin: 'http://mapi.contoso.com' })).code).toBe('cross_site');
    expect((await remove({ origin: 'https://evil.example' })).code).toBe('cross_site');
    expect((await remove({ 'x-forwarded-host': 'evil.example' })).code).toBe('forbidden_host');
  });
});

describe('a page that --cors-origin names', () => {
  const wiki = 'https://wiki.contoso.com';
  const cors = { origin: wiki, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };

  test('may read with a token, also where nobody else needs one', async () => {
    const { ask, texts } = await guardedApp({ corsOrigins: [wiki], requireToken: false });
    const url = '/readyz';
    expect(await ask({ url, headers: cors })).toMatchObject({ status: 401, code: 'unauthorized' });
    const answer = await ask({ url, headers: { ...cors, authorization: `Bearer ${texts.read}` } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, wiki]);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect((await ask({ url })).status).toBe(200);
  });

  test('may change nothing, and other pages may nothing', async () => {
    const { ask, texts } = await guardedApp({ corsOrigins: [wiki] });
    const authorization = `Bearer ${texts.admin}`;
    expect(
      (await ask({ method: 'DELETE', url: '/api/v1/session', headers: { ...cors, authorization } })).code,
    ).toBe('cross_site');
    for (const origin of [
      'https://wiki.contoso.com.evil.example',
      'http://wiki.contoso.com',
      `${wiki}:8443`,
      'null',
    ]) {
      const answer = await ask({ url: '/readyz', headers: { ...cors, origin, authorization } });
      expect(answer.code, origin).toBe('cross_site');
      expect(answer.headers['access-control-allow-origin'], origin).toBeUndefined();
    }
  });

  test('is told so in the preflight, others are not', async () => {
    const { ask } = await guardedApp({ corsOrigins: [wiki] });
    const preflight = async (origin: string) => {
      const headers = {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      };
      const answer = await ask({ method: 'OPTIONS', url: '/api/v1/requests', headers });
      return [answer.headers['access-control-allow-origin'], answer.headers['access-control-allow-methods']];
    };
    expect(await preflight(wiki)).toEqual([wiki, 'GET, HEAD']);
    expect((await preflight('http://evil.example'))[0]).toBeUndefined();
    // Nobody is told anything unless the option is there.
    const { ask: askAny } = await guardedApp();
    const none = await askAny({
      method: 'OPTIONS',
      url: '/api/v1/requests',
      headers: { origin: wiki, 'access-control-request-method': 'GET' },
    });
    expect(none.headers['access-control-allow-origin']).toBeUndefined();
  });
});
