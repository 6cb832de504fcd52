import { InvalidArgumentError } from 'commander';
import { hostNameOf } from '../api/plugins/host-guard.ts';
import { ProxyList } from '../api/proxy-list.ts';

/** A name or an address by which the server may be called, without scheme and port. */
export function parseHostName(text: string): string {
  if (hostNameOf(text) === null || /:\d+$/.test(text.replace(/\[.*\]/, ''))) {
    throw new InvalidArgumentError(
      'Give a host name such as mapiscope.contoso.com, without https:// and port.',
    );
  }
  return text;
}

/** The origin of a web page: scheme, host and port. */
export function parseOrigin(text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text) {
    throw new InvalidArgumentError('Give an origin such as https://wiki.contoso.com, without a path.');
  }
  return text;
}

/** The address of a proxy, or a network. */
export function parseProxy(text: string): string {
  try {
    new ProxyList([text]);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
  return text;
}
