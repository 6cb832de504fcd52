import { describe, expect, test } from 'vitest';
import { hostNameOf } from '../../../src/api/plugins/host-guard.ts';
import { loopbackApp } from '../support/door-app.ts';
import { portOf, raw } from '../support/raw.ts';

const HOSTS = ['127.0.0.1', 'localhost', '[::1]', 'Mapiscope.contoso.com'];

describe('the names by which the server may be called', () => {
  test.each([
    'localhost',
    'LOCALHOST:4300',
    'localhost.',
    'localhost.:4300',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:4300',
    '[0:0:0:0:0:0:0:1]:4300',
    'mapiscope.CONTOSO.com:443',
    'mapiscope.contoso.com.',
  ])('%s is one', async (host) => {
    const { ask } = await loopbackApp({}, { hosts: HOSTS });
    expect((await ask({ url: '/readyz', headers: { host } })).status).toBe(200);
  });

  test.each([
    'evil.example',
    'evil.example:4300',
    'localhost.evil.example',
    'localhost:4300.evil.example',
    'evil.example#localhost',
    'evil.example/localhost',
    'localhost@evil.example',
    'evil@localhost',
    'evil.example\\localhost',
    'localhost..',
    '.localhost',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
    '[::1%25lo]',
    '::1',
    '[::1',
    'localhost:',
    'localhost:x',
    'localhost, evil.example',
    'contoso.com',
    'loc\u00adalhost.evil.example',
  ])('%s is none (DNS rebinding)', async (host) => {
    const { ask } = await loopbackApp({}, { hosts: HOSTS });
    expect(await ask({ url: '/readyz', headers: { host } })).toMatchObject({
      status: 403,
      code: 'forbidden_host',
    });
    // Not even the page, a file of it or a 404.
    for (const url of ['/', '/healthz', '/nowhere'])
      expect((await ask({ url, headers: { host } })).code, url).toBe('forbidden_host');
  });

  test('no name at all is none', async () => {
    const { app } = await loopbackApp({}, { hosts: HOSTS });
    await app.listen({ host: '127.0.0.1', port: 0 });
    for (const head of ['HTTP/1.0\r\n', 'HTTP/1.1\r\nHost:\r\nConnection: close\r\n', 'HTTP/1.1\r\n'])
      expect(await raw(portOf(app), `GET /readyz ${head}\r\n`)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test('a server on all addresses may be called by each of them, but by no name that is not allowed', async () => {
    const { ask } = await loopbackApp({ anyAddress: true }, { hosts: HOSTS });
    for (const host of ['10.1.2.3', '192.168.0.9:4300', '[fe80::1]:4300', '[2001:DB8::1]'])
      expect((await ask({ url: '/readyz', headers: { host } })).status, host).toBe(200);
    for (const host of ['evil.example', '10.1.2.3.evil.example', '10.1.2.evil'])
      expect((await ask({ url: '/readyz', headers: { host } })).code, host).toBe('forbidden_host');
  });

  test('each has one form', () => {
    expect(['EXCH01:443', '[::0001]', '10.0.0.1', 'münchen.de', 'a b', ''].map(hostNameOf)).toEqual([
      'exch01',
      '[::1]',
      '10.0.0.1',
      'xn--mnchen-3ya.de',
      null,
      null,
    ]);
  });
});
