import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { TokenFile } from '../../src/access/token-file.ts';
import { type ServingSettings, servingOf } from '../../src/cli/serving.ts';
import { temporaryFolder } from '../support/database.ts';

const TLS = path.resolve('test/fixtures/tls');
const pem = { tlsCert: path.join(TLS, 'cert.pem'), tlsKey: path.join(TLS, 'key.pem') };
const pfx = { tlsPfx: path.join(TLS, 'both.pfx') };
const PASSPHRASE = { MAPISCOPE_TLS_PASSPHRASE: 'test-only' };

/** What settings mean, over a database with a token unless told otherwise. */
function serving(
  settings: Partial<ServingSettings>,
  env: NodeJS.ProcessEnv = {},
  expiresMs: number | 'none' | null = null,
) {
  const db = path.join(temporaryFolder(), 'x.db');
  if (expiresMs !== 'none') new TokenFile(db).create('anna', 'read', expiresMs);
  return servingOf({ host: '127.0.0.1', db, ...settings }, env);
}

describe('beyond this machine', () => {
  test.each(['0.0.0.0', '::', '[::]', '10.1.2.3', 'exch01', 'mapiscope.contoso.com', '2001:db8::1'])(
    'on %s it does not serve without TLS or a proxy, and says what to do',
    (host) => {
      expect(() => serving({ host })).toThrow(/--tls-cert and --tls-key, or --tls-pfx, or --behind-proxy/);
    },
  );

  test.each([
    ['TLS', { host: '0.0.0.0', ...pem }],
    ['a proxy elsewhere', { host: '10.1.2.3', behindProxy: ['10.1.2.9'] }],
    ['a proxy on this machine', { behindProxy: ['127.0.0.1'] }],
  ])('with %s it does not serve without a token, and says how to make one', (_, settings) => {
    expect(() => serving(settings, {}, 'none')).toThrow(/mapiscope token create --name NAME --db/);
    expect(() => serving(settings, {}, Date.now() - 1)).toThrow(/mapiscope token create/);
    const { door } = serving(settings);
    expect(door).toMatchObject({ requireToken: true, isSecure: true, requestsPerMinute: 1_200 });
  });

  test('it may be called by its own name and those that are allowed', () => {
    const allowedHost = ['mapi.contoso.com'];
    expect(serving({ host: '10.1.2.3', ...pem, allowedHost })).toMatchObject({
      hosts: ['10.1.2.3', 'mapi.contoso.com'],
      door: { anyAddress: false },
      printedHost: null,
    });
    expect(serving({ host: '[2001:DB8::1]', ...pem })).toMatchObject({
      hosts: ['[2001:db8::1]'],
      address: '2001:DB8::1',
    });
    expect(serving({ host: 'EXCH01', ...pem }).hosts).toEqual(['exch01']);
    const every = serving({ host: '::', ...pem });
    expect(every).toMatchObject({
      address: '::',
      door: { anyAddress: true },
      printedHost: hostname().toLowerCase(),
    });
    expect(every.hosts).toContain(hostname());
  });
});

describe('on this machine', () => {
  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '::1', '[::1]', '127.0.0.2'])(
    '%s needs neither TLS nor a token',
    (host) => {
      const { door, https, hosts } = serving({ host }, {}, 'none');
      expect([door.requireToken, door.isSecure, https]).toEqual([false, false, null]);
      expect(hosts).toEqual(expect.arrayContaining(['127.0.0.1', 'localhost', '[::1]']));
    },
  );

  test('a token can be asked for, and other pages need one', () => {
    expect(serving({ requireToken: true }).door.requireToken).toBe(true);
    expect(() => serving({ requireToken: true }, {}, 'none')).toThrow(/mapiscope token create/);
    expect(() => serving({ corsOrigin: ['https://wiki.contoso.com'] }, {}, 'none')).toThrow(
      /mapiscope token create/,
    );
  });
});

describe('the certificate', () => {
  test('comes as two PEM files or one .pfx, with its passphrase from the environment', () => {
    expect(serving(pem).https).toMatchObject({
      minVersion: 'TLSv1.2',
      cert: expect.any(Buffer),
      key: expect.any(Buffer),
    });
    expect(serving(pfx, PASSPHRASE).https).toMatchObject({
      passphrase: 'test-only',
      pfx: expect.any(Buffer),
    });
  });

  test.each<[string, Partial<ServingSettings>, NodeJS.ProcessEnv, RegExp]>([
    ['without its key', { tlsCert: pem.tlsCert }, {}, /go together/],
    ['twice', { ...pem, ...pfx }, PASSPHRASE, /leave out --tls-cert/],
    ['that is not there', { tlsPfx: 'nowhere.pfx' }, {}, /--tls-pfx: can't read the file: .*nowhere\.pfx/],
    ['with a wrong passphrase', pfx, { MAPISCOPE_TLS_PASSPHRASE: 'wrong' }, /MAPISCOPE_TLS_PASSPHRASE right/],
    ['that is none', { tlsCert: pem.tlsKey, tlsKey: pem.tlsCert }, {}, /can't be used/],
  ])('%s is refused', (_, settings, env, message) => {
    expect(() => serving(settings, env)).toThrow(message);
  });
});

test.each(['', 'a b', 'http://x', 'x/y', 'user@host', 'host:4300'])(
  '%j is no address to serve on',
  (host) => {
    expect(() => serving({ host, ...pem })).toThrow(/--host/);
  },
);
