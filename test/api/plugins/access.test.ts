import { describe, expect, test, vi } from 'vitest';
import { SESSION_MS } from '../../../src/access/sessions.ts';
import { placeOf } from '../../../src/api/plugins/sign-in.ts';
import { guardedApp, loopbackApp } from '../support/door-app.ts';

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const FORM = 'application/x-www-form-urlencoded';

/** A guarded app with a route of each scope beside the real ones. */
async function scopedApp() {
  const guarded = await guardedApp();
  const { app } = guarded;
  app.post('/asked', { config: { scope: 'sql' } }, async ({ caller }) => caller);
  app.post('/api/v1/forgotten', async () => 'changed');
  app.get('/forgotten', async () => 'read');
  return guarded;
}

describe('a call that needs a token', () => {
  test.each([
    ['no token', {}],
    ['another scheme', { authorization: 'Basic YW5uYTp4' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a made-up token', bearer(`mapiscope_${'A'.repeat(43)}`)],
    ['a token in the wrong place', { 'x-api-key': 'mapiscope_x' }],
    ['a made-up session', { cookie: `__Host-mapiscope=${'A'.repeat(43)}` }],
    ['a prototype for a session', { cookie: '__Host-mapiscope=__proto__' }],
  ])('is refused with %s', async (_, headers) => {
    const { ask } = await guardedApp();
    for (const url of ['/api/v1/requests', '/api/v1/live', '/api/v1/sources', '/readyz', '/metrics']) {
      const answer = await ask({ url, headers });
      expect(answer, url).toMatchObject({ status: 401, code: 'unauthorized' });
      expect(answer.headers['www-authenticate'], url).toBe('Bearer realm="mapiscope"');
    }
    expect((await ask({ url: '/api/v1/requests?token=mapiscope_x', headers })).status).toBe(401);
  });

  test('is answered with a token, and no more once it is revoked or has expired', async () => {
    const { ask, tokens, texts } = await guardedApp();
    const status = async (text: string) => (await ask({ url: '/readyz', headers: bearer(text) })).status;
    expect(await status(texts.read)).toBe(200);
    expect((await ask({ url: '/readyz', headers: { authorization: `bearer ${texts.read}` } })).status).toBe(
      200,
    );
    tokens.revoke('reader');
    expect(await status(texts.read)).toBe(401);
    const short = tokens.create('short', 'read', Date.now() + 60_000);
    expect(await status(short)).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    try {
      expect(await status(short)).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['GET', '/readyz', { read: 200, sql: 200, admin: 200 }],
    ['GET', '/forgotten', { read: 200, sql: 200, admin: 200 }],
    ['POST', '/asked', { read: 403, sql: 200, admin: 200 }],
    ['GET', '/api/v1/sql/schema', { read: 200, sql: 200, admin: 200 }],
    ['GET', '/metrics', { read: 403, sql: 403, admin: 200 }],
    ['POST', '/api/v1/forgotten', { read: 403, sql: 403, admin: 200 }],
  ] as const)('%s %s needs its scope', async (method, url, expected) => {
    const { ask, texts } = await scopedApp();
    for (const scope of ['read', 'sql', 'admin'] as const) {
      const answer = await ask({ method, url, headers: bearer(texts[scope]) });
      expect([answer.status, answer.code], scope).toEqual([
        expected[scope],
        expected[scope] === 403 ? 'forbidden_scope' : null,
      ]);
    }
  });

  test.each([
    ['POST', '/api/v1/sql'],
    ['POST', '/api/v1/sql.csv'],
    ['POST', '/api/v1/sql.ndjson'],
    ['PUT', '/api/v1/sql/queries/a'],
    ['DELETE', '/api/v1/sql/queries/outlook-versions'],
  ] as const)('%s %s needs the scope sql', async (method, url) => {
    const { ask, texts } = await guardedApp();
    const statusOf = async (text: string) => (await ask({ method, url, headers: bearer(text) })).code;
    expect(await statusOf(texts.read)).toBe('forbidden_scope');
    // It is let in, and told what is wrong with what it asks for.
    expect(['bad_request', 'shipped_query']).toContain(await statusOf(texts.sql));
  });

  test('tells the route who calls', async () => {
    const { ask, texts } = await scopedApp();
    const { body } = await ask({ method: 'POST', url: '/asked', headers: bearer(texts.sql) });
    expect(JSON.parse(body)).toEqual({ name: 'analyst', scope: 'sql', expiresMs: null });
  });

  test('is none for what everybody may know', async () => {
    const { ask } = await guardedApp();
    for (const url of ['/healthz', '/sign-in', '/api/v1/session'])
      expect((await ask({ url })).status, url).toBe(200);
    expect((await ask({ url: '/nowhere' })).code).toBe('not_found');
  });

  test('fails when the tokens can not be read', async () => {
    const { ask, tokens, texts } = await guardedApp();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(tokens.file, 'spoiled');
    const answer = await ask({ url: '/readyz', headers: bearer(texts.admin) });
    expect([answer.status, answer.code]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain(tokens.file);
  });

  test('who guesses is told to wait; who has a token is not', async () => {
    const { ask, texts } = await guardedApp({ wrongTokens: 3 });
    const guess = () => ask({ url: '/readyz', headers: bearer('mapiscope_guess') });
    for (let i = 0; i < 3; i++) expect((await guess()).code).toBe('unauthorized');
    const late = await guess();
    expect([late.status, late.code]).toEqual([429, 'too_many_requests']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(200);
    const form = { method: 'POST', url: '/api/v1/session', payload: { token: 'mapiscope_guess' } } as const;
    expect((await ask(form)).code).toBe('too_many_requests');
    expect((await ask({ url: '/readyz', headers: bearer(texts.read) })).status).toBe(200);
    expect((await ask({ url: '/readyz', remoteAddress: '10.0.0.9', headers: bearer('x') })).code).toBe(
      'unauthorized',
    );
  });
});

test('on loopback nobody needs a token unless it is asked for; one that is given must be good', async () => {
  const { ask: open } = await loopbackApp();
  expect((await open({ url: '/metrics' })).status).toBe(200);
  const { ask, texts } = await guardedApp({ requireToken: false });
  expect((await ask({ url: '/metrics' })).status).toBe(200);
  expect((await ask({ url: '/metrics', headers: bearer(texts.read) })).status).toBe(200);
  expect((await ask({ url: '/metrics', headers: bearer('mapiscope_x') })).status).toBe(401);
});

describe('the sign-in', () => {
  const signIn = async (app: Awaited<ReturnType<typeof guardedApp>>, token: string) => {
    const answer = await app.ask({ method: 'POST', url: '/api/v1/session', payload: { token } });
    return { ...answer, cookie: String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '' };
  };

  test('gives a cookie that no script reads and no other site sends, and is not the token', async () => {
    const app = await guardedApp();
    const { status, headers, cookie } = await signIn(app, app.texts.read);
    expect(status).toBe(204);
    expect(headers['set-cookie']).toMatch(
      /^__Host-mapiscope=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(cookie).not.toContain(app.texts.read.slice(10));
    expect((await app.ask({ url: '/readyz', headers: { cookie } })).status).toBe(200);
    expect((await app.ask({ url: '/metrics', headers: { cookie } })).code).toBe('forbidden_scope');
    const session = JSON.parse((await app.ask({ url: '/api/v1/session', headers: { cookie } })).body);
    expect(session).toEqual({
      required: true,
      name: 'reader',
      scope: 'read',
      expires_at: expect.stringMatching(/Z$/),
    });
    expect(JSON.parse((await app.ask({ url: '/api/v1/session' })).body)).toEqual({
      required: true,
      name: null,
      scope: null,
      expires_at: null,
    });
  });

  test.each(['signed out', 'token revoked', 'over'])('ends when %s', async (how) => {
    const app = await guardedApp();
    const { cookie } = await signIn(app, app.texts.sql);
    const get = async () => (await app.ask({ url: '/readyz', headers: { cookie } })).status;
    expect(await get()).toBe(200);
    if (how === 'signed out') {
      const answer = await app.ask({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } });
      expect(answer.headers['set-cookie']).toMatch(/^__Host-mapiscope=; .*Expires=Thu, 01 Jan 1970/);
    } else if (how === 'token revoked') app.tokens.revoke('analyst');
    else vi.useFakeTimers({ now: Date.now() + SESSION_MS, toFake: ['Date'] });
    try {
      expect(await get()).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  test('works as a form without script, and leads to the place that was asked for', async () => {
    const app = await guardedApp();
    const form = await app.ask({ url: '/sign-in?next=/users%3Fsince%3Dnow-1h' });
    expect(form.body).toContain('<form method="post" action="/api/v1/session"');
    expect(form.body).toContain('value="/users?since=now-1h"');
    expect(form.body).not.toMatch(/<script|javascript:| on\w+=/i);
    expect(form.headers['content-security-policy']).toContain("form-action 'self'");
    expect(form.headers['content-security-policy']).not.toContain('unsafe');
    const post = (token: string) =>
      app.ask({
        method: 'POST',
        url: '/api/v1/session',
        payload: new URLSearchParams({ token, next: '/users?since=now-1h' }).toString(),
        headers: { 'content-type': FORM, origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
      });
    const good = await post(` ${app.texts.read}\r\n`);
    expect([good.status, good.headers['location']]).toEqual([303, '/users?since=now-1h']);
    expect(good.headers['set-cookie']).toContain('__Host-mapiscope=');
    const bad = await post('mapiscope_wrong');
    expect([bad.status, bad.headers['set-cookie']]).toEqual([303, undefined]);
    const again = await app.ask({ url: String(bad.headers['location']) });
    expect(again.body).toContain('This token is not known');
    expect(again.body).toContain('value="/users?since=now-1h"');
  });

  test.each([
    ['//evil.example', '/'],
    ['https://evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/..//evil.example', '/'],
    ['/x/..//evil.example', '/'],
    ['\t//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
    ['/users/a%2Fb?x=1#y', '/users/a%2Fb?x=1'],
  ])('leads from %j to %s, never elsewhere', (next, place) => {
    expect(placeOf(next)).toBe(place);
  });

  test('shows hostile text as text', async () => {
    const { ask } = await guardedApp();
    const hostile = '/"><script>alert(1)</script><img src=x onerror=alert(1)>\'';
    const query = new URLSearchParams({ next: hostile, problem: '<script>' });
    const { body } = await ask({ url: `/sign-in?${query}` });
    expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
  });
});
