import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { buildApp } from '../../api/app.ts';
import { BackgroundIngest } from '../../ingest/background.ts';
import type { IngestSummary } from '../../ingest/ingest.ts';
import { openForReading, openForWriting } from '../../store/sqlite/database.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import { CliError } from '../errors.ts';
import { settings } from '../settings.ts';
import { printable } from '../text.ts';
import { version } from '../version.ts';

interface Options {
  db: string;
  watch?: string[];
  host: string;
  port: number;
  lineLimit: number;
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
    .action(serve);
}

async function serve({ db: file, watch = [], host, port, lineLimit }: Options): Promise<void> {
  if (!LOOPBACK.includes(host) && host !== '::1') {
    throw new CliError(`--host ${host}: mapiscope serves on loopback only; use 127.0.0.1, localhost or ::1`);
  }
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  openForWriting(file).close();
  const db = openForReading(file);
  const ingest = new BackgroundIngest();
  ingest.on('read', report);
  const app = await buildApp({
    reader: new Reader(db),
    ingest: () => ingest.status,
    version: version(),
    hosts: LOOPBACK,
  });
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
  if (watch.length > 0) ingest.start({ file, paths: watch, lineLimit });
  await stopped();
  await app.close();
  await ingest.stop();
  db.close();
}

/** Says what was read, in a line; while Exchange writes that is many small readings, so only larger ones. */
function report({ records, files, seconds, rejected, problems }: IngestSummary): void {
  if (files > 1 || rejected > 0) {
    process.stdout.write(
      `read ${records} new records of ${files} logs in ${seconds.toFixed(1)} s; ${rejected} lines rejected\n`,
    );
  }
  for (const { path: log, problem, serious } of problems) {
    if (serious) process.stderr.write(`not read: ${printable(log)}: ${printable(problem)}\n`);
  }
}

/** Resolves when the process is asked to stop: Ctrl+C, Ctrl+Break, a closing console, SIGTERM. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}
