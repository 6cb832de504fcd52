import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { loopbackDoor } from '../../../src/api/door.ts';
import { ProxyList } from '../../../src/api/proxy-list.ts';
import { loopbackApp } from '../support/door-app.ts';
import { portOf, raw } from '../support/raw.ts';

describe('the rate', () => {
  test('is counted for each client, calls to nowhere too', async () => {
    const { ask } = await loopbackApp({ requestsPerMinute: 4 });
    for (const url of ['/healthz', '/nowhere', '/readyz', '/nowhere'])
      expect((await ask({ url })).status).not.toBe(429);
    const late = await ask({ url: '/readyz' });
    expect([late.status, late.code]).toEqual([429, 'too_many_requests']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(50);
    expect((await ask({ url: '/nowhere' })).status).toBe(429);
    expect((await ask({ url: '/healthz', remoteAddress: '10.0.0.2' })).status).toBe(200);
  });

  test('of IPv6 is that of a network: one client has many addresses of it', async () => {
    const { ask } = await loopbackApp({ requestsPerMinute: 1 });
    await ask({ url: '/healthz', remoteAddress: '2001:db8::1' });
    expect((await ask({ url: '/healthz', remoteAddress: '2001:db8::2' })).status).toBe(429);
    expect((await ask({ url: '/healthz', remoteAddress: '2001:db8:0:1::1' })).status).toBe(200);
  });

  test('behind a proxy is that of who is before it, as the proxy says, with or without a port', async () => {
    const { ask } = await loopbackApp({ requestsPerMinute: 1, proxies: new ProxyList(['10.0.0.1']) });
    const from = (address: string, remoteAddress = '10.0.0.1') =>
      ask({ url: '/healthz', remoteAddress, headers: { 'x-forwarded-for': address } });
    expect((await from('10.9.9.9:50001')).status).toBe(200);
    expect((await from('10.9.9.9:50002')).status).toBe(429);
    expect((await from('10.9.9.8')).status).toBe(200);
    // Who writes the header itself is still known by what the proxy adds.
    expect((await from('1.1.1.1, 10.9.9.8')).status).toBe(429);
  });
});

test('who comes past the proxy is refused, whatever it says', async () => {
  const { ask } = await loopbackApp({ proxies: new ProxyList(['10.0.0.1', '10.1.0.0/16', 'fd00::/8']) });
  const from = async (remoteAddress: string) =>
    (await ask({ url: '/healthz', remoteAddress, headers: { 'x-forwarded-for': '127.0.0.1' } })).code ?? 'ok';
  for (const proxy of ['10.0.0.1', '::ffff:10.0.0.1', '10.1.200.3', 'fd12::1', '127.0.0.1', '::1'])
    expect(await from(proxy), proxy).toBe('ok');
  for (const other of ['10.0.0.2', '10.2.0.1', '::ffff:10.2.0.1', 'fe80::1', '2001:db8::1'])
    expect(await from(other), other).toBe('not_through_proxy');
});

test.each(['0.0.0.0/0', '::/0', '10.0.0.0/33', 'proxy', '10.0.0', '10.0.0.1/x', ''])(
  '%j is no proxy',
  (proxy) => {
    expect(() => new ProxyList([proxy])).toThrow(RangeError);
  },
);

test('a process that has too much to do says so, but still tells how it is doing', async () => {
  // A machine that runs other tests beside this one holds the event loop up too, but not for as long as this.
  const pressure = { ...loopbackDoor().pressure, maxEventLoopDelay: 200, sampleInterval: 50 };
  const { ask, app } = await loopbackApp({ pressure });
  app.get('/api/v1/work', async () => 'done');
  const works = () =>
    vi.waitFor(async () => expect((await ask({ url: '/api/v1/work' })).status).toBe(200), {
      timeout: 30_000,
    });
  await works();
  let busy = true;
  const block = (): void => {
    const until = Date.now() + 600;
    while (Date.now() < until);
    if (busy) setTimeout(block, 0);
  };
  block();
  try {
    await vi.waitFor(() => expect(app.isUnderPressure()).toBe(true), { timeout: 30_000, interval: 10 });
    const late = await ask({ url: '/api/v1/work' });
    expect([late.status, late.code, late.headers['retry-after']]).toEqual([503, 'overloaded', '10']);
    for (const url of ['/healthz', '/readyz', '/metrics']) expect((await ask({ url })).status, url).toBe(200);
  } finally {
    busy = false;
  }
  await works();
});

describe('a flood', () => {
  test('of headers is cut off', async () => {
    const { app } = await loopbackApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const send = (head: string) =>
      raw(portOf(app), `GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${head}\r\n`);
    expect(await send(`X: ${'a'.repeat(8_000)}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await send(`X: ${'a'.repeat(20_000)}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await send('X: a\r\n'.repeat(4_000))).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw(portOf(app), `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('of a body is refused before it is read, whether its length is told or not', async () => {
    const { app, ask } = await loopbackApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const large = JSON.stringify({ token: 'x'.repeat(300_000) });
    expect(
      await ask({
        method: 'POST',
        url: '/api/v1/session',
        payload: large,
        headers: { 'content-type': 'application/json' },
      }),
    ).toMatchObject({ status: 413, code: 'too_large' });
    const post =
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n';
    expect(await raw(portOf(app), `${post}Content-Length: 99999999999\r\n\r\n{`)).toMatch(
      /^HTTP\/1\.1 413 [\s\S]*too_large/,
    );
    const chunk = 'a'.repeat(65_536);
    const chunks = `${`10000\r\n${chunk}\r\n`.repeat(6)}0\r\n\r\n`;
    expect(await raw(portOf(app), `${post}Transfer-Encoding: chunked\r\n\r\n${chunks}`)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    // A small body that grows when it is unpacked is not unpacked.
    expect(
      await raw(portOf(app), `${post}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00`),
    ).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('of smuggled requests finds no gap', async () => {
    const { app } = await loopbackApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const post = 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const inner = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const head of [
      'Content-Length: 0\r\nContent-Length: 44\r\n',
      'Content-Length: 44\r\nTransfer-Encoding: chunked\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
      'Transfer-Encoding : chunked\r\n',
    ]) {
      const answer = await raw(portOf(app), `${post}${head}\r\n${inner}`);
      expect(answer, head).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer, head).not.toContain('process_cpu');
    }
  });

  test('of slow requests is ended (slowloris), others are answered meanwhile', async () => {
    const { app } = await loopbackApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const port = portOf(app);
    const started = Date.now();
    const sockets = Array.from({ length: 50 }, () => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n'),
      );
      socket.on('error', () => undefined);
      // A header every second, for ever: never silent, never done.
      const timer = setInterval(() => socket.writable && socket.write('X-a: b\r\n'), 1_000);
      const closed = new Promise<number>((resolve) => {
        socket.resume().on('close', () => {
          clearInterval(timer);
          resolve(Date.now() - started);
        });
      });
      return closed;
    });
    await sleep(500);
    expect(
      await raw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    ).toContain('200 OK');
    const ages = await Promise.all(sockets);
    // The limit is 10 seconds, looked at every 2.
    expect(Math.min(...ages)).toBeGreaterThan(8_000);
    expect(Math.max(...ages)).toBeLessThan(20_000);
  }, 60_000);
});
