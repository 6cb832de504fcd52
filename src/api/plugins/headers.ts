import type { FastifyInstance } from 'fastify';

/**
 * What a page of mapiscope may do. Log contents are hostile: even if some slipped through as markup, no script but the
 * page's own runs, nothing is sent elsewhere, and no other page can frame it.
 * @param nonce lets style elements with this nonce apply: the page's components make some while it runs
 */
export function contentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const HEADERS = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // What the logs say is personal: no cache on the way keeps it, the browser asks whether it has changed.
  'cache-control': 'private, no-cache',
};

/** The headers of every answer, for those that no hook sees. */
export const protectiveHeaders: Readonly<Record<string, string>> = HEADERS;

/** Puts the headers on every answer that keep a browser from taking it for more than it is. */
export function protectAnswers(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(HEADERS);
  });
}
