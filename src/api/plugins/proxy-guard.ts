import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems.ts';
import type { ProxyList } from '../proxy-list.ts';

/** Refuses who comes past the proxies: between them and here there is no TLS, so their tokens would be read on the way. */
export function refusePastProxies(app: FastifyInstance, proxies: ProxyList): void {
  app.addHook('onRequest', async ({ socket }) => {
    if (proxies.has(socket.remoteAddress)) return;
    throw new Problem('not_through_proxy', 'call mapiscope by the address of the proxy in front of it');
  });
}
