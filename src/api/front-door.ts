import type { ServerOptions } from 'node:https';
import fastifyCors from '@fastify/cors';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { Door } from './door.ts';
import { type Access, guardAccess } from './plugins/access.ts';
import { refuseOtherSites } from './plugins/cross-site.ts';
import { protectAnswers, protectiveHeaders } from './plugins/headers.ts';
import { guardHost } from './plugins/host-guard.ts';
import { limitRate, refuseWhenOverloaded } from './plugins/limits.ts';
import { refusePastProxies } from './plugins/proxy-guard.ts';
import { signInPage } from './plugins/sign-in.ts';
import { shortenAnswers } from './plugins/transfer.ts';
import { problemHandler } from './problems.ts';

const MIB = 1024 * 1024;

/** More than any browser, and a script with some hundred connections, needs. */
const MOST_CONNECTIONS = 1_000;

/**
 * Of the server itself: how large a request may be, and how long it may take to come.
 * @param https certificate and key; null: no TLS
 */
export function serverOptions({ proxies }: Door, https: ServerOptions | null) {
  const limits = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    // The timeouts are looked at so often: they hold to this, not to the 30 seconds of Node.
    connectionsCheckingInterval: 2_000,
  };
  return {
    ...(https === null ? { http: limits } : { https: { ...limits, ...https } }),
    bodyLimit: MIB / 4,
    requestTimeout: 30_000,
    // A client that takes nothing of its answer, or waits for one for longer than any query runs.
    connectionTimeout: 330_000,
    keepAliveTimeout: 10_000,
    ...(proxies === null ? {} : { trustProxy: (address: string) => proxies.has(address) }),
    // An address that is none never gets to a hook or the error handler.
    frameworkErrors: (error, request, reply) => {
      problemHandler(error, request, reply.headers(protectiveHeaders));
    },
  } satisfies FastifyServerOptions & { http?: object; https?: object };
}

/** Everything that a request passes before its route, in this order. */
export async function frontDoor(app: FastifyInstance, door: Door, hosts: readonly string[]): Promise<Access> {
  app.server.maxConnections = MOST_CONNECTIONS;
  app.server.maxHeadersCount = 100;
  // JSON alone: a form of another page can send text.
  app.removeContentTypeParser('text/plain');
  protectAnswers(app);
  guardHost(app, hosts, door.anyAddress);
  if (door.proxies !== null) refusePastProxies(app, door.proxies);
  await refuseWhenOverloaded(app, door.pressure);
  await limitRate(app, door);
  if (door.corsOrigins.length > 0) {
    await app.register(fastifyCors, {
      origin: [...door.corsOrigins],
      methods: ['GET', 'HEAD'],
      allowedHeaders: ['authorization', 'if-none-match'],
      exposedHeaders: ['etag', 'retry-after'],
      maxAge: 600,
    });
  }
  refuseOtherSites(app, door.corsOrigins, door.proxies !== null);
  const access = await guardAccess(app, door);
  await shortenAnswers(app);
  signInPage(app);
  return access;
}
