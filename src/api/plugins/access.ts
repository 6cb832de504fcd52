import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../../access/sessions.ts';
import { includes, type Scope, type Token } from '../../access/tokens.ts';
import type { Door } from '../door.ts';
import { Problem } from '../problems.ts';
import { scopeOf } from '../scopes.ts';
import { isAllowedOrigin } from './cross-site.ts';
import { clientOf } from './limits.ts';

/** Who calls. */
export interface Caller {
  /** Name of the token. */
  name: string;
  scope: Scope;
  /** Of the token or of the session, epoch milliseconds; null: never. */
  expiresMs: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, where a token was given and is good; null elsewhere, also where none is needed. */
    caller: Caller | null;
  }
}

/** Counts a wrong token; throws `too_many_requests` when there were too many. */
type CountWrong = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** What the sign-in needs. */
export interface Access {
  readonly door: Door;
  /** Null where there are no tokens. */
  readonly sessions: Sessions | null;
  /** Name of the cookie that holds the id of a session. */
  readonly cookie: string;
  /**
   * The token with this text.
   * @throws Problem `unauthorized` when there is none, `too_many_requests` after many of them
   */
  check(text: string, request: FastifyRequest, reply: FastifyReply): Promise<Token>;
  /**
   * Whether a browser that opens the page has to sign in first. Not when it comes from a link elsewhere: then it keeps its
   * cookie back (`SameSite=Strict`), and only the page itself can find out.
   */
  mustSignIn(request: FastifyRequest): boolean;
}

const WRONG_MS = 5 * 60_000;

/** How often it is looked whether those who are being answered are still let in. */
const RECHECK_MS = 2_000;

/** Tokens that can't be read let nobody in. */
function isStill(isGood: () => boolean): boolean {
  try {
    return isGood();
  } catch {
    return false;
  }
}

const bearerOf = ({ headers }: FastifyRequest): string | null =>
  headers.authorization === undefined ? null : (/^Bearer +(\S+) *$/i.exec(headers.authorization)?.[1] ?? '');

const unauthorized = (reply: FastifyReply, detail: string): Problem => {
  reply.header('www-authenticate', 'Bearer realm="mapiscope"');
  return new Problem('unauthorized', detail);
};

/**
 * Lets in who has a token of the scope that the route needs, in `Authorization: Bearer …` or by a session of the
 * browser. Where no token is required, everybody may do all, but for other pages that `--cors-origin` lets read.
 */
export async function guardAccess(app: FastifyInstance, door: Door): Promise<Access> {
  await app.register(fastifyCookie);
  const { tokens } = door;
  const sessions = tokens === null ? null : new Sessions(tokens);
  // The prefix makes browsers take the cookie from this very host over TLS only.
  const cookie = door.isSecure ? '__Host-mapiscope' : 'mapiscope';
  const countWrong = wrongCounter(app, door.wrongTokens);
  const check = async (text: string, request: FastifyRequest, reply: FastifyReply): Promise<Token> => {
    const token = tokens?.find(text) ?? null;
    if (token !== null) return token;
    await countWrong(request, reply);
    throw unauthorized(
      reply,
      'this token is not known, has expired or was revoked: "mapiscope token create" makes a new one',
    );
  };
  const callerOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> => {
    const bearer = bearerOf(request);
    if (bearer !== null) {
      const token = await check(bearer, request, reply);
      open.set(reply, () => tokens?.isGood(token) === true);
      return token;
    }
    const id = request.cookies[cookie] ?? '';
    const session = sessions?.find(id) ?? null;
    if (session === null) return null;
    open.set(reply, () => sessions?.find(id) !== null);
    return { ...session.token, expiresMs: session.expiresMs };
  };
  /** What is being answered, and whether who asked is still let in: a live stream may last for weeks. */
  const open = new Map<FastifyReply, () => boolean>();
  const watch = setInterval(() => {
    for (const [{ raw }, isGood] of open) if (!isStill(isGood)) raw.destroy();
  }, RECHECK_MS).unref();
  app.addHook('onClose', async () => clearInterval(watch));
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const scope = scopeOf(request);
    const isDemanded = door.requireToken || isAllowedOrigin(request, door.corsOrigins);
    if (scope === 'none') return;
    if (tokens === null && !isDemanded) return;
    // A token that is given must be good, also where none is needed.
    const caller = await callerOf(request, reply);
    reply.raw.once('close', () => open.delete(reply));
    if (caller !== null)
      request.caller = { name: caller.name, scope: caller.scope, expiresMs: caller.expiresMs };
    if (!isDemanded) return;
    if (caller === null) {
      throw unauthorized(
        reply,
        'send a token as "Authorization: Bearer …", or sign in at /sign-in with a browser',
      );
    }
    if (!includes(caller.scope, scope)) {
      throw new Problem(
        'forbidden_scope',
        `this needs a token with the scope ${scope}; yours has ${caller.scope}`,
      );
    }
  });
  const mustSignIn = ({ headers, cookies }: FastifyRequest): boolean => {
    const site = headers['sec-fetch-site'];
    const isFromElsewhere = site === 'cross-site' || site === 'same-site';
    return door.requireToken && !isFromElsewhere && (sessions?.find(cookies[cookie] ?? '') ?? null) === null;
  };
  return { door, sessions, cookie, check, mustSignIn };
}

function wrongCounter(app: FastifyInstance, max: number): CountWrong {
  const count = app.createRateLimit({ max, timeWindow: WRONG_MS, keyGenerator: clientOf });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    request.log.warn('too many wrong tokens from one client');
    reply.header('retry-after', counted.ttlInSeconds);
    throw new Problem(
      'too_many_requests',
      `too many wrong tokens: try again in ${counted.ttlInSeconds} seconds`,
    );
  };
}
