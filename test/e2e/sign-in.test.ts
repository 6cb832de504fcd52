import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type Program, projectRoot, serve } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapiscope-sign-in-'));
const db = join(folder, 'x.db');
const TLS = join(projectRoot, 'test', 'fixtures', 'tls');
let browser: Browser;
let program: Program;
let token: string;

const run = (...args: string[]): string =>
  spawnSync(process.execPath, [`${projectRoot}dist/cli/main.js`, ...args], {
    encoding: 'utf8',
  }).stdout.trim();

beforeAll(async () => {
  browser = await launchChromium();
  token = run('token', 'create', '--db', db, '--name', 'anna');
  program = await serve([
    '--db',
    db,
    '--watch',
    'samples',
    '--port',
    '0',
    '--require-token',
    '--tls-cert',
    join(TLS, 'cert.pem'),
    '--tls-key',
    join(TLS, 'key.pem'),
  ]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a browser signs in with a token over TLS, reads, and is out when the token is revoked', async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${program.url}/sessions?since=now-1h`);
  await expect.poll(() => new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByLabel('Token').fill('mapiscope_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('This token is not known').waitFor();
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${program.url}/sessions?since=now-1h`);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({
    name: '__Host-mapiscope',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  });
  const status = () => page.evaluate(async () => (await fetch('/api/v1/session')).json());
  expect(await status()).toMatchObject({ required: true, name: 'anna', scope: 'read' });
  const ask = () => page.evaluate(async () => (await fetch('/api/v1/sources')).status);
  expect(await ask()).toBe(200);
  // The page can't read the cookie, and may not do what its scope does not allow.
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(async () => (await fetch('/metrics')).status)).toBe(403);
  run('token', 'revoke', '--db', db, '--name', 'anna');
  expect(await ask()).toBe(401);
  await page.goto(program.url);
  await expect.poll(() => new URL(page.url()).pathname).toBe('/sign-in');
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);

test('another web page can neither read, nor sign in, nor sign out, nor show mapiscope in a frame', async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  // The page of an attacker, on another port of the same machine: the nearest that it gets.
  await page.route('http://localhost:1/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }),
  );
  await page.goto('http://localhost:1/');
  const result = await page.evaluate(async (url) => {
    const attempt = (place: string, init: RequestInit) =>
      fetch(url + place, init).then(
        (answer) => answer.type,
        () => 'refused',
      );
    const frame = document.createElement('iframe');
    frame.src = `${url}/sign-in`;
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = resolve;
      setTimeout(resolve, 5_000);
    });
    let seen = 'nothing';
    try {
      seen = frame.contentDocument?.title ?? 'nothing';
    } catch {
      seen = 'nothing';
    }
    return {
      read: await attempt('/healthz', {}),
      readWithCookies: await attempt('/api/v1/sources', { credentials: 'include' }),
      write: await attempt('/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"token":"x"}',
      }),
      remove: await attempt('/api/v1/session', { method: 'DELETE', credentials: 'include' }),
      seen,
    };
  }, program.url);
  expect(result).toEqual({
    read: 'refused',
    readWithCookies: 'refused',
    write: 'refused',
    remove: 'refused',
    seen: 'nothing',
  });
  await context.close();
}, 120_000);
