import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { memoryDatabase, temporaryFolder } from '../../support/database.ts';
import { portOf, raw } from '../support/raw.ts';

const HTML = '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__" /><title>built</title>';

/** An app that serves a small built page; beside its folder lies a file that nobody may read. */
async function appWithPage() {
  const around = temporaryFolder();
  const web = path.join(around, 'web');
  mkdirSync(path.join(web, 'assets'), { recursive: true });
  writeFileSync(path.join(web, 'index.html'), HTML);
  writeFileSync(path.join(web, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(path.join(web, 'assets', 'index-Ab12_cd3.js'), 'start();');
  writeFileSync(path.join(around, 'secret.txt'), 'secret');
  writeFileSync(path.join(web, '.secret'), 'secret');
  const app = await buildApp({
    reader: new Reader(memoryDatabase()),
    ingest: new BackgroundIngest(),
    version: '0.0.0',
    hosts: ['localhost', '127.0.0.1'],
    web,
  });
  onTestFinished(() => app.close());
  return app;
}

const browser = { host: 'localhost', accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

describe('the page', () => {
  test.each([
    '/',
    '/users',
    '/users/CONTOSO%5Crobert',
    '/users/robert@contoso.com?since=now-1h',
    '/sessions/12',
  ])('is at %s when a browser opens it', async (url) => {
    const app = await appWithPage();
    const { statusCode, body, headers } = await app.inject({ url, headers: browser });
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body).toContain('<title>built</title>');
  });

  test('gets a nonce for its styles, new with every answer, and never for its scripts', async () => {
    const app = await appWithPage();
    const nonces = await Promise.all(
      ['/', '/', '/users'].map(async (url) => {
        const { body, headers } = await app.inject({ url, headers: browser });
        const policy = String(headers['content-security-policy']);
        const nonce = /style-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)';/.exec(policy)?.[1];
        expect(nonce).toBeDefined();
        expect(body).toContain(`<meta name="csp-nonce" content="${nonce}" />`);
        expect(policy).toContain("script-src 'self';");
        expect(policy).not.toContain('unsafe');
        expect(headers['cache-control']).toBe('no-store');
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  test.each([
    ['/api/v1/nowhere', 'GET', browser],
    ['/API/v1/nowhere', 'GET', browser],
    ['/assets/gone.js', 'GET', browser],
    ['/docs/nowhere', 'GET', browser],
    ['/users', 'POST', browser],
    ['/users', 'GET', { ...browser, 'sec-fetch-mode': 'cors' }],
    ['/users', 'GET', { host: 'localhost', accept: 'application/json' }],
    ['/users', 'GET', { host: 'localhost' }],
  ] as const)('is not at %s for %s', async (url, method, headers) => {
    const app = await appWithPage();
    const answer = await app.inject({ url, method, headers });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
  });

  test('lets a browser keep what has its hash in its name, and ask again for the rest', async () => {
    const app = await appWithPage();
    const asset = await app.inject({ url: '/assets/index-Ab12_cd3.js', headers: browser });
    expect(asset.body).toBe('start();');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const icon = await app.inject({ url: '/favicon.svg', headers: browser });
    expect([icon.statusCode, icon.headers['cache-control']]).toEqual([200, 'no-cache']);
  });
});

test('no spelling of a path leads out of the folder of the page', async () => {
  const app = await appWithPage();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const port = portOf(app);
  const climbs = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '%252e%252e%252f', '..\\', '..%5c', '%2e%2e%5c'];
  const more = ['..%c0%af', '..;/', '....//', '.%00./', '../%00', '%u002e%u002e/', '..%ef%bc%8f'];
  const targets = [
    ...[...climbs, ...more].flatMap((climb) => [`/${climb}secret.txt`, `/assets/${climb}${climb}secret.txt`]),
    '/.secret',
    '/assets/../.secret',
    '//secret.txt',
    '/C:/secret.txt',
    '/C:%5csecret.txt',
    '/c%3a%5csecret.txt',
    '//./C:/secret.txt',
    '/%5c%5c127.0.0.1%5cC$%5csecret.txt',
    '/favicon.svg%00.txt',
    '/favicon.svg::$DATA',
    '/favicon.svg.',
    '/FAVICON.SVG',
    'file:///etc/passwd',
    'http://localhost/../secret.txt',
    '/index.html/../../secret.txt',
    '/assets/',
    '/assets/index-Ab12_cd3.js/',
  ];
  for (const target of targets) {
    const request = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const answer = await raw(port, request);
    expect(answer, target).toMatch(/^HTTP\/1\.1 (?:400|403|404) /);
    expect(answer, target).toMatch(/content-type: application\/(?:problem\+)?json/i);
    expect(answer, target).not.toMatch(/secret(?!\.txt|%00)|root:|start\(\)|svg xmlns/);
  }
  expect(targets.length).toBeGreaterThan(40);
});
