import type { FastifyRequest } from 'fastify';
import type { Scope } from '../access/tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope of token that the route needs, where one is demanded; `none`: anybody may call it. See {@link scopeOf}. */
    scope?: Scope | 'none';
  }
}

/** The description of the API and its page: the same for everybody. */
const DESCRIPTION = /^\/(?:docs(?:\/|$)|openapi\.json$)/;

/**
 * The scope that a request needs. A route that names none needs `read` to read and `admin` for all else, so what was
 * forgotten is closed. Where there is no route, there is nothing to guard.
 */
export function scopeOf({ method, routeOptions: { url, config } }: FastifyRequest): Scope | 'none' {
  if (config.scope !== undefined) return config.scope;
  if (url === undefined || DESCRIPTION.test(url)) return 'none';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'admin';
}
