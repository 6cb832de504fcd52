import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/database.ts';
import { MAIN } from '../support/main.ts';
import { start } from './process.ts';

const TLS = path.resolve('test/fixtures/tls');
const CA = path.join(TLS, 'cert.pem');
const PEM = ['--tls-cert', CA, '--tls-key', path.join(TLS, 'key.pem')];

function mapiscope(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
}

const newDatabase = (): string => path.join(temporaryFolder(), 'x.db');

function createToken(db: string, ...args: string[]): string {
  const { stdout, status } = mapiscope('token', 'create', '--db', db, ...args);
  expect(status).toBe(0);
  return stdout.trim();
}

/** A `serve` without logs, and where it says it serves. */
async function serve(db: string, args: string[], env: Record<string, string> = {}) {
  const run = start(['serve', '--db', db, '--port', '0', ...args], {
    ProgramData: temporaryFolder(),
    ...env,
  });
  await run.says(/mapiscope serves https?:\S+/);
  const url = new URL(/mapiscope serves (\S+)/.exec(run.stdout())?.[1] ?? '');
  return { ...run, url };
}

/** Asks over TLS, trusting the certificate of the tests. */
async function ask(url: URL, options: object): Promise<{ status: number | undefined; body: string }> {
  const call = request(url, { ca: readFileSync(CA), servername: 'localhost', agent: false, ...options });
  call.end();
  const [answer] = await once(call, 'response');
  let body = '';
  for await (const chunk of answer.setEncoding('utf8')) body += chunk;
  return { status: answer.statusCode, body };
}

describe('mapiscope token', () => {
  test('creates, lists and revokes', () => {
    const db = newDatabase();
    const created = mapiscope(
      'token',
      'create',
      '--db',
      db,
      '--name',
      'anna',
      '--scope',
      'sql',
      '--expires',
      '30d',
    );
    expect(created.stdout).toMatch(/^mapiscope_[\w-]{43}\n$/);
    expect(created.stderr).toContain(`${db}.tokens.json`);
    const list = mapiscope('token', 'list', '--db', db).stdout;
    expect(list).toMatch(/anna.*sql.*20\d\d-.*20\d\d-.*good/);
    expect(list).not.toContain(created.stdout.trim().slice(10));
    expect(mapiscope('token', 'revoke', '--db', db, '--name', 'anna')).toMatchObject({
      status: 0,
      stdout: 'revoked anna\n',
    });
    expect(mapiscope('token', 'revoke', '--db', db, '--name', 'anna')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no token named anna'),
    });
    // The database is none of its business.
    expect(existsSync(db)).toBe(false);
  });

  test.each([
    [['create'], /--name/],
    [['create', '--name', 'x', '--scope', 'root'], /read, sql, admin/],
    [['create', '--name', 'x', '--expires', '30'], /with its unit/],
    [['forge'], /unknown command/],
  ])('%j is bad usage', (args, message) => {
    const { status, stderr } = mapiscope('token', ...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('mapiscope serve beyond this machine', () => {
  test.each([
    [['--host', '0.0.0.0'], /--tls-cert and --tls-key/],
    [['--host', '0.0.0.0', ...PEM], /mapiscope token create/],
    [['--behind-proxy', '127.0.0.1'], /mapiscope token create/],
    [['--behind-proxy', '0.0.0.0/0'], /no address of a proxy/],
    [['--allowed-host', 'https://x'], /host name such as/],
    [['--cors-origin', 'https://x/y'], /origin such as/],
    [['--cors-origin', '*'], /origin such as/],
  ])('refuses to start with %j, and makes no database', (args, message) => {
    const db = newDatabase();
    const { status, stderr } = mapiscope('serve', '--db', db, '--port', '0', ...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(existsSync(db)).toBe(false);
  });

  test('serves over TLS to who has a token, until it is revoked', async () => {
    const db = newDatabase();
    const token = createToken(db, '--name', 'anna', '--scope', 'admin');
    const { url, stop } = await serve(db, ['--host', '0.0.0.0', ...PEM]);
    expect(url.protocol).toBe('https:');
    const at = (place: string) => new URL(`https://127.0.0.1:${url.port}${place}`);
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(at('/healthz'), {})).body).toBe('{"status":"ok"}');
    expect((await ask(at('/api/v1/status'), {})).status).toBe(401);
    expect((await ask(at('/api/v1/status'), { headers })).status).toBe(200);
    const ready = JSON.parse((await ask(at('/readyz'), { headers })).body) as { disk_free_bytes: number };
    expect(ready.disk_free_bytes).toBeGreaterThan(0);
    expect((await ask(at('/api/v1/status'), { headers: { ...headers, host: 'evil.example' } })).status).toBe(
      403,
    );
    await expect(ask(at('/healthz'), { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
    // Plain HTTP gets nothing.
    const plain = httpRequest(`http://127.0.0.1:${url.port}/healthz`);
    await expect(once(plain.end(), 'response')).rejects.toThrow();
    // The terminal's client gets in with the same token, and is cut off with it.
    const env = { NODE_EXTRA_CA_CERTS: CA, MAPISCOPE_URL: `https://127.0.0.1:${url.port}` };
    const refused = start(['tail'], env);
    expect(await refused.ended()).toBe(1);
    expect(refused.stderr()).toContain('401');
    const tail = start(['tail', '--format', 'ndjson'], { ...env, MAPISCOPE_TOKEN: token });
    await expect
      .poll(async () => (await ask(at('/metrics'), { headers })).body, { timeout: 30_000 })
      .toContain('mapiscope_live_clients 1');
    expect(mapiscope('token', 'revoke', '--db', db, '--name', 'anna').status).toBe(0);
    expect((await ask(at('/api/v1/status'), { headers })).status).toBe(401);
    await tail.says(/401/, 'stderr');
    expect(await stop()).toBe(0);
  }, 120_000);

  test('takes a .pfx with its passphrase from the environment', async () => {
    const db = newDatabase();
    createToken(db, '--name', 'anna');
    const args = ['--host', '127.0.0.1', '--require-token', '--tls-pfx', path.join(TLS, 'both.pfx')];
    const { url } = await serve(db, args, { MAPISCOPE_TLS_PASSPHRASE: 'test-only' });
    expect((await ask(new URL('/api/v1/status', url), {})).status).toBe(401);
    expect((await ask(new URL('/healthz', url), {})).status).toBe(200);
  }, 60_000);

  test('behind a proxy asks for a token on loopback too, and may be called by the name of the proxy', async () => {
    const db = newDatabase();
    const token = createToken(db, '--name', 'anna');
    const { url } = await serve(db, ['--behind-proxy', '127.0.0.1', '--allowed-host', 'mapi.contoso.com']);
    const proxied = {
      'x-forwarded-for': '10.9.9.9',
      'x-forwarded-host': 'mapi.contoso.com',
      'x-forwarded-proto': 'https',
    };
    const get = (headers: Record<string, string>) => fetch(new URL('/api/v1/status', url), { headers });
    expect((await get(proxied)).status).toBe(401);
    expect((await get({ ...proxied, authorization: `Bearer ${token}` })).status).toBe(200);
    const signIn = await fetch(new URL('/api/v1/session', url), {
      method: 'POST',
      headers: { ...proxied, origin: 'https://mapi.contoso.com', 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect([signIn.status, signIn.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringContaining('; Secure; SameSite=Strict'),
    ]);
  }, 60_000);
});

test('it ends in time, with open streams, a running export, clients that take nothing, half a request and idle connections', async () => {
  const db = newDatabase();
  const logs = path.join(path.dirname(db), 'logs');
  const made = ['--requests', '30000', '--servers', '1', '--noise', '0', '--quiet'];
  expect(mapiscope('generate', '--out', logs, ...made).status).toBe(0);
  expect(mapiscope('ingest', '--db', db, logs).status).toBe(0);
  const { url, child, ended } = await serve(db, []);
  const port = Number(url.port);
  const heads = {
    stream: 'GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n',
    half: 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"tok',
    idle: 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n',
    silent: '',
    // More than the sockets hold: it waits for a reader that does not read.
    export: 'GET /api/v1/requests.csv HTTP/1.1\r\nHost: localhost\r\n\r\n',
    // Asks for the same again and again and reads none of it.
    greedy: 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2_000),
  };
  await Promise.all(
    Object.entries(heads).map(async ([kind, head]) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(head);
      if (kind === 'greedy' || kind === 'export') {
        // Until it has begun.
        await once(socket, 'readable');
        socket.pause();
      } else socket.resume();
    }),
  );
  await expect
    .poll(async () => (await fetch(new URL('/metrics', url))).text(), { timeout: 20_000 })
    .toContain('mapiscope_live_clients 1');
  const started = performance.now();
  child.kill('SIGTERM');
  expect(await ended()).toBe(0);
  expect(performance.now() - started).toBeLessThan(12_000);
}, 90_000);
