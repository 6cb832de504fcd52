import { isIP } from 'node:net';
import { present, type Text } from './absent.ts';

export interface ClientAddresses {
  /** All addresses in file order, without port and zone. */
  readonly addresses: readonly string[];
  /** The first one: the client; proxies it came through follow. */
  readonly client: string | null;
}

const NOBODY: ClientAddresses = Object.freeze({ addresses: Object.freeze([]), client: null });

/** Longest text tried as an address: IPv6 with brackets, zone and port is shorter. */
const LONGEST = 128;

/** The address in a text, without port, brackets and zone, IPv6 in lower case; null when there is none. */
function address(text: string): string | null {
  if (text.length > LONGEST) return null;
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const host = bracketed ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const zone = host.indexOf('%');
  const bare = zone < 0 ? host : host.slice(0, zone);
  const version = isIP(bare);
  if (version === 4) return zone < 0 && bracketed === undefined ? bare : null;
  return version === 6 ? bare.toLowerCase() : null;
}

/**
 * The column `ClientIpAddress` (the raw X-Forwarded-For where there is one) and its like.
 *
 * Grammar: addresses separated by `, `, in HttpProxy by two blanks (commas become blanks there), by one blank when
 * the comma had none after it. Each may have a port (`192.0.2.1:49660`, `[2001:db8::1]:443`) or an IPv6 zone
 * (`fe80::1%3`); both are dropped. What is no address stays as it is.
 */
export function parseClientAddresses(text: Text): ClientAddresses {
  const value = present(text?.trim());
  if (value === null) return NOBODY;
  const single = address(value);
  if (single !== null) return { addresses: [single], client: single };
  const addresses: string[] = [];
  for (const part of value.split(/ {2,}|,/)) {
    const trimmed = part.trim();
    if (trimmed === '') continue;
    const words = trimmed.split(' ').map(address);
    if (words.every((word) => word !== null)) addresses.push(...words);
    else addresses.push(trimmed);
  }
  return { addresses, client: addresses[0] ?? null };
}
