import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { createSecureContext } from 'node:tls';
import { TokenFile } from '../access/token-file.ts';
import { isCurrent } from '../access/tokens.ts';
import { type Door, loopbackDoor, openDoor } from '../api/door.ts';
import { hostNameOf } from '../api/plugins/host-guard.ts';
import { ProxyList } from '../api/proxy-list.ts';
import { CliError, exitCode } from './errors.ts';

/** The settings of `serve` that say who is let in. */
export interface ServingSettings {
  host: string;
  db: string;
  allowedHost?: string[];
  behindProxy?: string[];
  tlsCert?: string;
  tlsKey?: string;
  tlsPfx?: string;
  corsOrigin?: string[];
  requireToken?: boolean;
}

/** How the server is reached. */
export interface Serving {
  door: Door;
  /** Names by which it may be called. */
  hosts: string[];
  /** Where it listens: {@link ServingSettings.host} without brackets. */
  address: string;
  /** The certificate and key; null: no TLS here. */
  https: ServerOptions | null;
  /** The name in the address that is printed; null: that on which it listens. */
  printedHost: string | null;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const EVERY_ADDRESS = ['0.0.0.0', '::'];

/** The variable that holds the passphrase of the key: a command line can be seen by others on the machine. */
const PASSPHRASE = 'MAPISCOPE_TLS_PASSPHRASE';

const usage = (message: string): CliError => new CliError(message, exitCode.usage);

/**
 * What the settings of `serve` mean, and whether they are safe together: beyond this machine there must be a token, and
 * TLS here or at a proxy.
 * @throws CliError saying what to do when they are not, or a file can't be read
 */
export function servingOf(settings: ServingSettings, env: NodeJS.ProcessEnv): Serving {
  const { allowedHost = [], behindProxy, corsOrigin = [], requireToken = false } = settings;
  const address = settings.host.replace(/^\[(.*)\]$/, '$1');
  const isIPv6 = isIP(address) === 6;
  const name = !isIPv6 && address.includes(':') ? null : hostNameOf(isIPv6 ? `[${address}]` : address);
  if (name === null) throw usage(`--host ${settings.host} is no address and no name`);
  const isLoopback = LOOPBACK.includes(name) || /^127\./.test(name);
  const isOpen = !isLoopback || behindProxy !== undefined;
  const https = tlsOf(settings, env);
  if (!isLoopback && https === null && behindProxy === undefined) {
    throw usage(
      `--host ${settings.host}: beyond this machine, mapiscope serves over TLS only: give --tls-cert and --tls-key, ` +
        'or --tls-pfx, or --behind-proxy with the address of the proxy that does TLS',
    );
  }
  const tokens = new TokenFile(settings.db);
  if (!hasToken(tokens) && (isOpen || requireToken || corsOrigin.length > 0)) {
    throw usage(
      `whoever calls needs a token, and there is none: make one with "mapiscope token create --name NAME --db ${settings.db}"`,
    );
  }
  const everyAddress = EVERY_ADDRESS.includes(address);
  const own = everyAddress ? [...LOOPBACK, hostname()] : isLoopback ? [...LOOPBACK, name] : [name];
  return {
    door: {
      ...(isOpen ? openDoor(tokens) : { ...loopbackDoor(), tokens, requireToken }),
      isSecure: https !== null || behindProxy !== undefined,
      anyAddress: everyAddress,
      proxies: behindProxy === undefined ? null : new ProxyList(behindProxy),
      corsOrigins: corsOrigin,
    },
    hosts: [...own, ...allowedHost],
    address,
    https,
    printedHost: everyAddress ? hostname().toLowerCase() : null,
  };
}

function hasToken(tokens: TokenFile): boolean {
  try {
    return tokens.list().some((token) => isCurrent(token, Date.now()));
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}

function tlsOf({ tlsCert, tlsKey, tlsPfx }: ServingSettings, env: NodeJS.ProcessEnv): ServerOptions | null {
  const phrase = env[PASSPHRASE];
  const passphrase = phrase === undefined || phrase === '' ? {} : { passphrase: phrase };
  let options: ServerOptions;
  if (tlsPfx !== undefined) {
    if (tlsCert !== undefined || tlsKey !== undefined)
      throw usage('--tls-pfx holds both certificate and key: leave out --tls-cert and --tls-key');
    options = { pfx: read('--tls-pfx', tlsPfx), ...passphrase };
  } else if (tlsCert !== undefined && tlsKey !== undefined) {
    options = { cert: read('--tls-cert', tlsCert), key: read('--tls-key', tlsKey), ...passphrase };
  } else if (tlsCert !== undefined || tlsKey !== undefined) {
    throw usage(
      '--tls-cert and --tls-key go together: the certificate (with its chain) and its key, both PEM',
    );
  } else return null;
  try {
    createSecureContext(options);
  } catch (error) {
    throw usage(
      `the certificate and key can't be used: ${(error as Error).message}. Do they belong together, and is ${PASSPHRASE} right?`,
    );
  }
  return { ...options, minVersion: 'TLSv1.2' };
}

function read(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw usage(`${option}: can't read the file: ${(error as Error).message}`);
  }
}
