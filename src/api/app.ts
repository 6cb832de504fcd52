import { existsSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { fileURLToPath } from 'node:url';
import { fastifySSE } from '@fastify/sse';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { BackgroundIngest } from '../ingest/background.ts';
import { logAnswers } from '../log/answers.ts';
import type { Reader } from '../store/sqlite/reader.ts';
import { type Door, loopbackDoor } from './door.ts';
import { frontDoor, serverOptions } from './front-door.ts';
import { LiveFeed, type LiveOptions } from './live/live-feed.ts';
import { measureAnswers, measureReaders, metricsOf } from './metrics.ts';
import { describeApi } from './openapi.ts';
import type { Access } from './plugins/access.ts';
import { servePage } from './plugins/page.ts';
import { problemHandler } from './problems.ts';
import { type ReaderOptions, Readers } from './readers/readers.ts';
import { registerRoutes } from './register-routes.ts';

/** What the app answers from. */
export interface AppContext {
  /** Reads what is quick; what is not is read by processes from the same file. */
  reader: Reader;
  ingest: BackgroundIngest;
  version: string;
  /** Host names by which the server may be called, lower case, without port. */
  hosts: readonly string[];
  /** Who is let in, and from where; as on loopback unless given. */
  door?: Door;
  /** A folder on the disk of the database, and the free bytes below which reading pauses. */
  disk?: { folder: string; minFree: number };
  /** Folder of the built page, when it is not beside the program. */
  web?: string;
  /** Limits of the live stream. */
  liveOptions?: LiveOptions;
  /** Limits of the reading processes. */
  readerOptions?: ReaderOptions;
  /** File of the saved queries, when it is not the usual one of the user. */
  queriesFile?: string;
}

/** What the routes answer from. */
export interface RouteContext extends AppContext {
  access: Access;
  live: LiveFeed;
  metrics: Registry;
  readers: Readers;
}

export type App = FastifyInstance;

/** The built page: beside the built program, or below `dist` when run from source. */
const WEB = ['../web/', '../../dist/web/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/** Proxies and browsers close what is silent for a minute. */
const HEARTBEAT_MS = 15_000;

/** The app without a process round it: routes, errors and the page. */
export async function buildApp(
  context: AppContext,
  { https = null, ...options }: FastifyServerOptions & { https?: ServerOptions | null } = {},
): Promise<App> {
  const door = context.door ?? loopbackDoor();
  const app = Fastify({
    ...serverOptions(door, https),
    // One line an answer, without its address: see `logAnswers`.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'id' }),
    // A user in a path may be long, and each of its letters may take nine characters.
    routerOptions: { maxParamLength: 8192 },
    // A mistyped filter must not give everything: what is not known is an error.
    ajv: { customOptions: { removeAdditional: false } },
    ...options,
  });
  app.setErrorHandler(problemHandler);
  // An answer is as its maker says; one that is not as its schema says fails a test, and loses nothing on the way.
  app.setSerializerCompiler(() => JSON.stringify);
  logAnswers(app);
  // The streams first: the server ends when its last answer does.
  const live = new LiveFeed(context.ingest, context.reader, context.version, app.log, context.liveOptions);
  app.addHook('preClose', async () => live.close());
  const metrics = metricsOf(context.ingest, live, context.version);
  measureAnswers(app, metrics);
  const access = await frontDoor(app, door, context.hosts);
  await app.register(fastifySSE, { heartbeatInterval: HEARTBEAT_MS });
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const readers = readersOf(context);
  measureReaders(readers, metrics);
  app.addHook('onClose', () => readers.close());
  await describeApi(app, context.version);
  registerRoutes(typed, { ...context, access, live, metrics, readers });
  await servePage(
    app,
    context.web ?? WEB.find((folder) => existsSync(`${folder}index.html`)),
    access.mustSignIn,
  );
  return app;
}

function readersOf({ reader, ingest, readerOptions }: AppContext): Readers {
  const standing = () => ({ reading: ingest.status.state === 'running', stale: ingest.status.stale });
  return new Readers(reader.file, standing, readerOptions);
}
