import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problems.ts';

/** The host of a Host header, without port, lower case. */
function hostName(header: string | undefined): string {
  return (header ?? '').toLowerCase().replace(/:\d+$/, '');
}

/**
 * Refuses requests for a host name that is not ours: a web page of an attacker can point its own name at
 * 127.0.0.1 (DNS rebinding), and the browser would let it read the answers.
 */
export function guardHost(hosts: readonly string[]) {
  const allowed = new Set(hosts);
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    const name = hostName(request.headers.host);
    if (!allowed.has(name))
      throw new Problem('forbidden_host', 'call mapiscope by the address it printed at its start');
  };
}
