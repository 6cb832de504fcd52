import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { IngestStatus } from '../ingest/background.ts';
import type { Reader } from '../store/sqlite/reader.ts';
import { guardHost } from './host-guard.ts';
import { problemHandler, sendProblem } from './problems.ts';
import { requestRoutes } from './routes/requests.ts';
import { sourceRoutes } from './routes/sources.ts';
import { statusRoutes } from './routes/status.ts';

/** What the app answers from. */
export interface AppContext {
  reader: Reader;
  ingest: () => IngestStatus;
  version: string;
  /** Host names by which the server may be called, lower case, without port. */
  hosts: readonly string[];
}

export type App = FastifyInstance;

/** The built page: beside the built program, or below `dist` when run from source. */
const WEB = ['../web/', '../../dist/web/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/** The app without a process round it: routes, errors and the page. */
export async function buildApp(context: AppContext, options: FastifyServerOptions = {}): Promise<App> {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // A mistyped filter must not give everything: what is not known is an error.
    ajv: { customOptions: { removeAdditional: false } },
    ...options,
  });
  app.setErrorHandler(problemHandler);
  app.setNotFoundHandler((_, reply) => sendProblem(reply, 'not_found', 'no such route'));
  app.addHook('onRequest', guardHost(context.hosts));
  app.addHook('onSend', async (_, reply) => {
    reply.headers({
      // Log contents are hostile: even if one slipped through, no script but the page's own runs.
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  statusRoutes(typed, context);
  sourceRoutes(typed, context);
  requestRoutes(typed, context);
  const web = WEB.find((folder) => existsSync(`${folder}index.html`));
  if (web !== undefined) await app.register(fastifyStatic, { root: web });
  return app;
}
