import { Type } from 'typebox';
import { SESSION_MS } from '../../access/sessions.ts';
import type { RouteContext } from '../app.ts';
import { placeOf } from '../plugins/sign-in.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { answersOf } from '../routing.ts';
import { SignedIn } from '../schemas/operations.ts';
import type { TypedApp } from '../typed-app.ts';

const SignIn = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 200 }),
    next: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);

/** The answers of a route that says nothing when it went well. */
function silent(codes: readonly ProblemCode[]): Record<number, unknown> {
  const answers = answersOf(Type.Null(), codes);
  delete answers[200];
  return { 204: { description: 'Done', type: 'null' }, ...answers };
}

const FORM = 'application/x-www-form-urlencoded';

/** `/api/v1/session`: who has signed in with this browser; signing in and out. */
export function signInRoutes(app: TypedApp, { access }: RouteContext): void {
  const open = { config: { scope: 'none' } } as const;

  app.get(
    '/api/v1/session',
    {
      ...open,
      schema: {
        tags: ['operation'],
        summary: 'Who has signed in with this browser',
        response: answersOf(SignedIn),
      },
    },
    async ({ cookies }, reply) => {
      const { door, sessions, cookie } = access;
      reply.header('cache-control', 'no-store');
      const session = sessions?.find(cookies[cookie] ?? '') ?? null;
      return {
        required: door.requireToken,
        name: session?.token.name ?? null,
        scope: door.requireToken ? (session?.token.scope ?? null) : 'admin',
        expires_at: session === null ? null : new Date(session.expiresMs).toISOString(),
      };
    },
  );

  // In a part of its own: nowhere else is a form taken.
  app.register(async (part) => {
    part.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: 4096 }, (_, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    });
    part.post<{ Body: { token: string; next?: string } }>(
      '/api/v1/session',
      {
        ...open,
        schema: {
          tags: ['operation'],
          summary: 'Signs in with a token: answers with the cookie of a session',
          consumes: ['application/json', FORM],
          body: SignIn,
          response: {
            ...silent(['too_large', 'unsupported_media_type']),
            303: { description: 'To a form: on to `next`, or back to the sign-in', type: 'null' },
          },
        },
      },
      async (request, reply) => {
        const { door, sessions, cookie, check } = access;
        const isForm = request.headers['content-type']?.startsWith(FORM) === true;
        const { token: text, next } = request.body;
        try {
          const token = await check(text.trim(), request, reply);
          if (sessions === null) throw new Problem('unauthorized', 'there are no tokens here');
          reply.setCookie(cookie, sessions.begin(token), {
            path: '/',
            httpOnly: true,
            sameSite: 'strict',
            secure: door.isSecure,
            maxAge: SESSION_MS / 1000,
          });
        } catch (error) {
          if (!isForm || !(error instanceof Problem)) throw error;
          const back = new URLSearchParams({ problem: error.code, next: placeOf(next) });
          return reply.redirect(`/sign-in?${back}`, 303);
        }
        return isForm ? reply.redirect(placeOf(next), 303) : reply.code(204).send();
      },
    );
  });

  const signOut = { tags: ['operation'], summary: 'Signs out with this browser', response: silent([]) };
  app.delete('/api/v1/session', { ...open, schema: signOut }, async ({ cookies }, reply) => {
    const { door, sessions, cookie } = access;
    sessions?.end(cookies[cookie] ?? '');
    return reply.clearCookie(cookie, { path: '/', secure: door.isSecure }).code(204).send();
  });
}
