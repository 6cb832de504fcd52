import { Command } from 'commander';
import { buildApp } from '../../api/app.ts';
import { BackgroundIngest } from '../../ingest/background.ts';
import { IngestLog } from '../../log/ingest-log.ts';
import { createLogger } from '../../log/logger.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import { CliError } from '../errors.ts';
import { type FollowSettings, followedPaths, ingestJob } from '../following.ts';
import { otherNoiseRules } from '../noise.ts';
import { openWhenPossible } from '../opening.ts';
import { settings } from '../settings.ts';
import { aborted, stopSignal } from '../stopping.ts';
import { printable } from '../text.ts';
import { version } from '../version.ts';

interface Options extends FollowSettings {
  watch?: string[];
  host: string;
  port: number;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** `mapiscope serve`: follows the logs and serves the API and the page. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Follow the given folders and serve the query API and the web page.')
    .addOption(settings.db())
    .addOption(settings.watch())
    .addOption(settings.host())
    .addOption(settings.port())
    .addOption(settings.lineLimit())
    .addOption(settings.noiseRules())
    .addOption(settings.minFree())
    .addOption(settings.maxAge())
    .addOption(settings.maxSize())
    .addOption(settings.logLevel())
    .action(serve);
}

async function serve({ watch = [], host, port, ...following }: Options): Promise<void> {
  const { db: file } = following;
  if (!LOOPBACK.includes(host) && host !== '::1') {
    throw new CliError(`--host ${host}: mapiscope serves on loopback only; use 127.0.0.1, localhost or ::1`);
  }
  const stop = stopSignal();
  const log = createLogger({ level: following.logLevel, pretty: process.stderr.isTTY });
  const db = await openWhenPossible(file, log, stop);
  if (db === null) return;
  const ingest = new BackgroundIngest();
  new IngestLog(log, ingest);
  const others = otherNoiseRules(db, following.noiseRules);
  if (others !== null) log.warn(others, 'requests were marked by other noise rules');
  const app = await buildApp(
    { reader: new Reader(db), ingest, version: version(), hosts: LOOPBACK },
    { loggerInstance: log },
  );
  let url: string;
  try {
    url = await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'EADDRINUSE'
        ? `port ${port} is in use: stop the other program or give another --port`
        : `can't serve on ${host}:${port}: ${(error as Error).message}`,
    );
  }
  process.stdout.write(`mapiscope serves ${url}\n`);
  const paths = followedPaths(watch);
  process.stdout.write(whatIsServed(file, paths));
  if (paths.length > 0) ingest.start(ingestJob(paths, following));
  await aborted(stop);
  // Together: a closing console leaves five seconds.
  await Promise.all([app.close(), ingest.stop()]);
  db.close();
}

function whatIsServed(file: string, paths: readonly string[]): string {
  if (paths.length > 0) return `it follows ${paths.map(printable).join(', ')} into ${printable(file)}\n`;
  return `it follows no logs, and shows what is in ${printable(file)}; --watch PATH follows logs\n`;
}
