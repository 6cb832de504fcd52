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
 * @param mustSignIn whether a browser is sent to the sign-in first
 */
export async function servePage(
  app: FastifyInstance,
  folder: string | undefined,
  mustSignIn: (request: FastifyRequest) => boolean,
): Promise<void> {
  const missing = (reply: FastifyReply): FastifyReply => sendProblem(reply, 'not_found', 'no such route');
  if (folder === undefined) {
    app.setNotFoundHandler((_, reply) => missing(reply));
    return;
  }
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    reply.header('cache-control', 'no-store');
    if (mustSignIn(request))
      return reply.redirect(`/sign-in?${new URLSearchParams({ next: request.url })}`, 303);
    // 128 bits, new with every answer: markup that slipped into a page can't know it.
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(NONCE, nonce));
  };
  app.get('/', { schema: { hide: true }, config: { scope: 'none' } }, sendPage);
  app.setNotFoundHandler((request, reply) =>
    isNavigation(request) ? sendPage(request, reply) : missing(reply),
  );
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, scope: 'none' };
    });
    await files.register(fastifyStatic, {
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
  });
}
