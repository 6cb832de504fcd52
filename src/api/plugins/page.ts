import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
// For `hide`: what is no API is not in its description.
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problems.ts';
import { contentSecurityPolicy } from './headers.ts';

/** Stands in the built `index.html` where the nonce of the answer goes. */
const NONCE = '__CSP_NONCE__';

/** Below these paths there are no places of the page: what is missing there is missing. */
const NO_PAGE = /^\/(?:api|docs|assets)(?:\/|$)/i;

/** Names below `/assets/` hold a hash of their contents. */
const ASSETS = `${path.sep}assets${path.sep}`;

/** A browser that opens an address, not a script or an image of a page that asks for something. */
function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (NO_PAGE.test(url.split('?', 1)[0] ?? '')) return false;
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? (headers.accept ?? '').includes('text/html') : mode === 'navigate';
}

/**
 * Serves the built page: its files under their names, and `index.html` at `/` and wherever a browser navigates to where
 * there is no route, because the page knows its own places (`/sessions/12`). All else is a problem `not_found`.
 *
 * Only files that are there at the start have a route: no text of a request ever becomes a path.
 * @param folder the built page; undefined when it was not built
 */
export async function servePage(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const missing = (reply: FastifyReply) => sendProblem(reply, 'not_found', 'no such route');
  if (folder === undefined) {
    app.setNotFoundHandler((_, reply) => missing(reply));
    return;
  }
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const sendPage = (reply: FastifyReply): FastifyReply => {
    // 128 bits, new with every answer: markup that slipped into a page can't know it.
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(NONCE, nonce));
  };
  app.get('/', { schema: { hide: true } }, (_, reply) => sendPage(reply));
  app.setNotFoundHandler((request, reply) => (isNavigation(request) ? sendPage(reply) : missing(reply)));
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    globIgnore: ['index.html'],
    cacheControl: false,
    setHeaders: (reply, file) => {
      const isHashed = file.includes(ASSETS);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
