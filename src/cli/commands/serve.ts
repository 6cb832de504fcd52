import path from 'node:path';
import { Command } from 'commander';
import type { App } from '../../api/app.ts';
import { closeWithin } from '../../api/closing.ts';
import { BackgroundIngest } from '../../ingest/background.ts';
import { IngestLog } from '../../log/ingest-log.ts';
import { createLogger } from '../../log/logger.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import { CliError, exitCode } from '../errors.ts';
import { type FollowSettings, followedPaths, ingestJob } from '../following.ts';
import { otherNoiseRules } from '../noise.ts';
import { openWhenPossible } from '../opening.ts';
import type { Serving, ServingSettings } from '../serving.ts';
import { settings } from '../settings.ts';
import { aborted, goOnUnheard, stopSignal } from '../stopping.ts';
import { printable } from '../text.ts';
import { version } from '../version.ts';

interface Options extends FollowSettings, ServingSettings {
  watch?: string[];
  port: number;
  queries?: string;
}

/** How long what is being answered may take after the stop: a closing console leaves five seconds. */
const PATIENCE_MS = 3_000;

/** When the process ends at the latest after the stop, whatever holds it up. */
const LATEST_END_MS = 20_000;

/** `mapiscope serve`: follows the logs and serves the API and the page. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Follow the given folders and serve the query API and the web page.')
    .addOption(settings.db())
    .addOption(settings.watch())
    .addOption(settings.host())
    .addOption(settings.port())
    .addOption(settings.allowedHost())
    .addOption(settings.tlsCert())
    .addOption(settings.tlsKey())
    .addOption(settings.tlsPfx())
    .addOption(settings.behindProxy())
    .addOption(settings.requireToken())
    .addOption(settings.corsOrigin())
    .addOption(settings.lineLimit())
    .addOption(settings.noiseRules())
    .addOption(settings.minFree())
    .addOption(settings.maxAge())
    .addOption(settings.maxSize())
    .addOption(settings.queries())
    .addOption(settings.logLevel())
    .action(serve);
}

async function serve({ watch = [], port, queries, ...options }: Options): Promise<void> {
  const { db: file } = options;
  // Loaded only here, as the app below: the other commands start in less than half the time without them.
  const { servingOf } = await import('../serving.ts');
  const serving = servingOf(options, process.env);
  const stop = stopSignal();
  goOnUnheard();
  const log = createLogger({ level: options.logLevel, pretty: process.stderr.isTTY });
  const db = await openWhenPossible(file, log, stop);
  if (db === null) return;
  const ingest = new BackgroundIngest();
  new IngestLog(log, ingest);
  const others = otherNoiseRules(db, options.noiseRules);
  if (others !== null) log.warn(others, 'requests were marked by other noise rules');
  const { buildApp } = await import('../../api/app.ts');
  const app = await buildApp(
    {
      reader: new Reader(db),
      ingest,
      version: version(),
      hosts: serving.hosts,
      door: serving.door,
      ...(queries === undefined ? {} : { queriesFile: queries }),
      disk: { folder: path.dirname(path.resolve(file)), minFree: options.minFree },
    },
    { loggerInstance: log, ...(serving.https === null ? {} : { https: serving.https }) },
  );
  const url = await listen(app, serving, port);
  process.stdout.write(`mapiscope serves ${url}\n`);
  const paths = followedPaths(watch);
  process.stdout.write(whatIsServed(file, paths));
  if (paths.length > 0) ingest.start(ingestJob(paths, options));
  await aborted(stop);
  setTimeout(() => process.exit(exitCode.failed), LATEST_END_MS).unref();
  await Promise.all([closeWithin(app, PATIENCE_MS), ingest.stop()]);
  db.close();
}

/** @returns the address by which it is called */
async function listen(app: App, { address, printedHost }: Serving, port: number): Promise<string> {
  try {
    const url = new URL(await app.listen({ host: address, port }));
    if (printedHost !== null) url.hostname = printedHost;
    return url.origin;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'EADDRINUSE'
        ? `port ${port} is in use: stop the other program or give another --port`
        : `can't serve on ${address}:${port}: ${(error as Error).message}`,
    );
  }
}

function whatIsServed(file: string, paths: readonly string[]): string {
  if (paths.length > 0) return `it follows ${paths.map(printable).join(', ')} into ${printable(file)}\n`;
  return `it follows no logs, and shows what is in ${printable(file)}; --watch PATH follows logs\n`;
}
