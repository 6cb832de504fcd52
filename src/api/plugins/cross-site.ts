import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems.ts';
import { scopeOf } from '../scopes.ts';

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** The scheme by which the browser called, as far as it is known here. */
function schemeOf({ protocol, headers }: FastifyRequest, isBehindProxy: boolean): string {
  if (!isBehindProxy) return protocol;
  // There is TLS at the proxy; not every proxy says so.
  return headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
}

function isOwnOrigin(request: FastifyRequest, origin: string, isBehindProxy: boolean): boolean {
  const own = `${schemeOf(request, isBehindProxy)}://${request.host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin;
}

/** A page that is opened in a window of its own: no frame, no image, no script of another page. */
const isOpened = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

/** Whether another page reads with the leave of `--cors-origin`. Browsers name the page in `Origin`. */
export function isAllowedOrigin(
  { method, headers }: FastifyRequest,
  corsOrigins: readonly string[],
): boolean {
  return headers.origin !== undefined && isReading(method) && corsOrigins.includes(headers.origin);
}

/**
 * Refuses what another site makes a browser ask. Browsers say where a request comes from in `Sec-Fetch-Site`; those that
 * do not, say so in `Origin` with all that may change something. What has neither comes from no browser. Other ports of
 * the same machine (`same-site`) are other sites here. A link from elsewhere may open the page: it has no data in it.
 */
export function refuseOtherSites(
  app: FastifyInstance,
  corsOrigins: readonly string[],
  isBehindProxy: boolean,
): void {
  app.addHook('onRequest', async (request) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (site === 'same-origin' || site === 'none') return;
    if (site === undefined && (origin === undefined || isOwnOrigin(request, origin, isBehindProxy))) return;
    if (isAllowedOrigin(request, corsOrigins)) return;
    if (isOpened(request) && scopeOf(request) === 'none') return;
    throw new Problem(
      'cross_site',
      'another web page asked for this: open mapiscope itself, or see --cors-origin',
    );
  });
}
