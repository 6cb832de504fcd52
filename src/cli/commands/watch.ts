import { Writable } from 'node:stream';
import { Command } from 'commander';
import { BackgroundIngest } from '../../ingest/background.ts';
import { IngestLog } from '../../log/ingest-log.ts';
import { createLogger } from '../../log/logger.ts';
import { CliError, exitCode } from '../errors.ts';
import { type FollowSettings, followedPaths, ingestJob } from '../following.ts';
import { otherNoiseRules } from '../noise.ts';
import { openWhenPossible } from '../opening.ts';
import { settings } from '../settings.ts';
import { standing } from '../standing.ts';
import { StatusLine } from '../status-line.ts';
import { aborted, goOnUnheard, stopSignal } from '../stopping.ts';
import { printable } from '../text.ts';

interface Options extends FollowSettings {
  watch?: string[];
}

/** How often the line at the bottom of the terminal is renewed, milliseconds. */
const SHOW_MS = 500;

/** `mapiscope watch`: follows the logs without serving anything. */
export function watchCommand(): Command {
  return new Command('watch')
    .description(
      'Follow logs into the database, without serving: what Exchange writes is read as it writes it.',
    )
    .argument(
      '[path...]',
      'folders, files or archives to follow; without one, the Logging folder of the Exchange server on this machine',
    )
    .addOption(settings.watch())
    .addOption(settings.db())
    .addOption(settings.lineLimit())
    .addOption(settings.noiseRules())
    .addOption(settings.minFree())
    .addOption(settings.maxAge())
    .addOption(settings.maxSize())
    .addOption(settings.logLevel())
    .action((paths: string[], { watch: more = [], ...options }: Options, command: Command) => {
      // What the command line names goes before what the environment or the configuration file has.
      const flagged = command.getOptionValueSource('watch') === 'cli' ? more : [];
      const named = [...paths, ...flagged];
      return watch(followedPaths(named.length > 0 ? named : more), options);
    });
}

async function watch(paths: string[], options: FollowSettings): Promise<void> {
  if (paths.length === 0) {
    throw new CliError(
      'nothing to follow: there is no Exchange server on this machine. Name its Logging folder, for example: ' +
        'mapiscope watch "\\\\EXCH01\\c$\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging"',
      exitCode.usage,
    );
  }
  const signal = stopSignal();
  goOnUnheard();
  const { stdout, stderr } = process;
  const status = new StatusLine(stderr);
  const ingest = new BackgroundIngest();
  let records = 0;
  ingest.on('stored', (stored) => {
    records += stored.records;
  });
  const stream = new Writable({
    write: (lines: Buffer, _, done) => {
      status.above(() => stderr.write(lines));
      done();
    },
  });
  const log = createLogger({ level: options.logLevel, pretty: stderr.isTTY, stream });
  // Once here: what does not pass by itself is said at once, and ends the command.
  const db = await openWhenPossible(options.db, log, signal);
  if (db === null) return;
  const others = otherNoiseRules(db, options.noiseRules);
  db.close();
  new IngestLog(log, ingest);
  if (others !== null) log.warn(others, 'requests were marked by other noise rules');
  stdout.write(`mapiscope follows ${paths.map(printable).join(', ')} into ${printable(options.db)}\n`);
  ingest.start(ingestJob(paths, options));
  const renewing = stderr.isTTY
    ? setInterval(() => status.show(standing(ingest.status, records)), SHOW_MS)
    : undefined;
  await aborted(signal);
  clearInterval(renewing);
  status.show('');
  await ingest.stop();
  stdout.write(`stopped; ${records.toLocaleString('en')} new records\n`);
}
