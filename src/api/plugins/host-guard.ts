import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems.ts';

/**
 * The name in a Host header, as names are compared: lower case, without port and trailing dot, addresses in their one
 * short form, IPv6 in brackets. Null when it is none.
 */
export function hostNameOf(header: string): string | null {
  if (!/^(?:\[[0-9a-f:.]+\]|[^\s/\\?#@:[\]]+)(?::\d{1,5})?$/i.test(header)) return null;
  if (!URL.canParse(`http://${header}`)) return null;
  const name = new URL(`http://${header}`).hostname.replace(/\.$/, '');
  return name === '' ? null : name;
}

/**
 * Refuses requests for a host name that is not ours: a web page of an attacker can point its own name at
 * 127.0.0.1 (DNS rebinding), and the browser would let it read the answers.
 * @param anyAddress allows every IP address, for a server that listens on all of its machine, which come and go. An
 *   address in place of a name is never rebound: there is no DNS in it.
 */
export function guardHost(app: FastifyInstance, hosts: readonly string[], anyAddress: boolean): void {
  const allowed = new Set(hosts.map((host) => hostNameOf(host) ?? host));
  app.addHook('onRequest', async (request) => {
    // Behind a proxy that is trusted: the name that it was called by.
    const name = hostNameOf(request.host ?? '');
    if (name !== null && (allowed.has(name) || (anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0)))
      return;
    throw new Problem(
      'forbidden_host',
      'call mapiscope by the address it printed at its start, or start it with --allowed-host and this name',
    );
  });
}
