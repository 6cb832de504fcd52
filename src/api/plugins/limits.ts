import fastifyRateLimit, { normalizeIP } from '@fastify/rate-limit';
import fastifyUnderPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Door, Pressure } from '../door.ts';
import { Problem } from '../problems.ts';
import { scopeOf } from '../scopes.ts';

/** The client that is counted: its address, of IPv6 its network. Some proxies add the port of the client. */
export const clientOf = ({ ip }: FastifyRequest): string =>
  normalizeIP(ip.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\[(.*)\](?::\d+)?$/, '$1'));

/** Counts the requests of each client, those to nowhere too, and refuses those beyond the limit. */
export async function limitRate(app: FastifyInstance, { requestsPerMinute: max }: Door): Promise<void> {
  await app.register(fastifyRateLimit, { global: false });
  const count = app.createRateLimit({ max, timeWindow: 60_000, keyGenerator: clientOf });
  app.addHook('onRequest', async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    reply.header('retry-after', counted.ttlInSeconds);
    throw new Problem(
      'too_many_requests',
      `there may be ${max} requests a minute: try again in ${counted.ttlInSeconds} seconds`,
    );
  });
}

const REASONS: Record<string, string> = {
  eventLoopDelay: 'answers take too long',
  heapUsedBytes: 'its memory is nearly full',
  rssBytes: 'its memory is nearly full',
};

/** How long after the start a busy event loop is the start's own work, milliseconds. */
const STARTING_MS = 5_000;

/**
 * Refuses work while the process has too much of it, so that it can come to an end. What tells how the process is doing
 * and what costs nothing is answered all the same.
 */
export async function refuseWhenOverloaded(app: FastifyInstance, pressure: Pressure): Promise<void> {
  let startedMs = Number.NEGATIVE_INFINITY;
  app.addHook('onListen', async () => {
    startedMs = performance.now();
  });
  await app.register(fastifyUnderPressure, {
    ...pressure,
    pressureHandler: async (request, reply, type) => {
      // On a slow machine loading the program takes the loop for seconds, and the first answer must not be a refusal.
      if (type === 'eventLoopDelay' && performance.now() - startedMs < STARTING_MS) return;
      const { url } = request.routeOptions;
      if (scopeOf(request) === 'none' || url === '/metrics' || url === '/readyz') return;
      reply.header('retry-after', '10');
      throw new Problem(
        'overloaded',
        `mapiscope has too much to do (${REASONS[type] ?? type}): try again in 10 seconds`,
      );
    },
  });
}
