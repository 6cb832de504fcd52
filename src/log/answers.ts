import type { FastifyInstance } from 'fastify';

/**
 * Writes a line for each answer: method, pattern of the route, status and milliseconds, beside the `id` that every line of
 * a request has; never the address, whose query names users. Faults are errors, refusals information, the rest is for debugging.
 */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ method, routeOptions, log }, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    const { url: route = null } = routeOptions;
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug';
    // Made-up methods are the caller's words.
    const line = { method: route === null ? null : method, route, status, ms: Math.round(elapsedTime) };
    log[level](line, 'answered');
  });
}
