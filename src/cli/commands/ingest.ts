import bytes from 'bytes';
import { Command } from 'commander';
import { builtInRules, type NoiseRule } from '../../correlate/noise.ts';
import { ingest } from '../../ingest/ingest.ts';
import type { IngestSummary } from '../../ingest/tally.ts';
import { openForWriting } from '../../store/sqlite/database.ts';
import { exitCode } from '../errors.ts';
import { otherNoiseRules } from '../noise.ts';
import { progressView } from '../progress.ts';
import { settings } from '../settings.ts';
import { printable } from '../text.ts';

interface Options {
  db: string;
  json?: boolean;
  lineLimit: number;
  noiseRules?: readonly NoiseRule[];
}

/** Problems named one by one; the rest is counted. */
const MOST_NAMED = 20;

/** `mapiscope ingest`: reads logs into the database, once. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description(
      'Read logs into the database: files, folders, .gz and .zip. What was read before is not read again.',
    )
    .argument('<path...>', 'files, folders (walked) or archives; %ExchangeInstallPath%Logging is understood')
    .addOption(settings.db())
    .addOption(settings.lineLimit())
    .addOption(settings.noiseRules())
    .option('--json', 'print the summary as one JSON object')
    .action(async (paths: string[], options: Options) => {
      const db = openForWriting(options.db);
      const view = progressView(process.stderr, options.json === true);
      try {
        const { lineLimit, noiseRules = builtInRules } = options;
        const summary = await ingest(db, paths, { lineLimit, noiseRules, onProgress: view.update });
        view.stop();
        if (options.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
        else process.stdout.write(`${describe(summary, options.db)}\n`);
        sayProblems(summary);
        const others = otherNoiseRules(db, noiseRules);
        if (others !== null)
          process.stderr.write(
            `${others.requests} requests were marked by other noise rules; ${others.advice}\n`,
          );
        const nothing = summary.files === 0;
        if (nothing || summary.rejected > 0 || summary.problems.some(({ serious }) => serious))
          process.exitCode = exitCode.incomplete;
      } finally {
        view.stop();
        db.close();
      }
    });
}

function describe(
  { files, records, rejected, warnings, bytes: read, seconds, kinds }: IngestSummary,
  db: string,
): string {
  const count = (value: number): string => value.toLocaleString('en');
  const lines = [
    `${count(records)} new records of ${count(files)} logs in ${seconds.toFixed(1)} s (${bytes.format(read)}, ${bytes.format(seconds > 0 ? read / seconds : 0)}/s) in ${printable(db)}`,
    ...Object.entries(kinds).map(([kind, value]) => `  ${kind.padEnd(20)} ${count(value)}`),
  ];
  if (rejected > 0)
    lines.push(`  ${'rejected lines'.padEnd(20)} ${count(rejected)}  (SELECT * FROM rejected_lines)`);
  if (warnings > 0)
    lines.push(`  ${'with a reservation'.padEnd(20)} ${count(warnings)}  (SELECT * FROM record_warnings)`);
  return lines.join('\n');
}

/** Says on stderr what was not read. Files that are no logs are only counted, unless nothing else was found. */
function sayProblems(summary: IngestSummary): void {
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const named = summary.problems.slice(0, MOST_NAMED);
  for (const { path, problem, serious } of named)
    say(`${serious ? 'not read' : 'passed over'}: ${printable(path)}: ${printable(problem)}`);
  const more = summary.problems.length - named.length;
  if (more > 0) say(`… and ${more} more files that were not read (--json names all)`);
  for (const path of summary.unfinished.slice(0, MOST_NAMED)) {
    say(`${printable(path)}: the last line has no end yet; ingest again when it has`);
  }
  if (summary.unknownColumns.length > 0) {
    const names = summary.unknownColumns.slice(0, MOST_NAMED).map(printable).join(', ');
    say(`columns that mapiscope does not know, kept in the view's column "extra": ${names}`);
  }
  if (summary.files === 0) {
    say(
      'No log was found. Give the Logging folder of an Exchange server, for example "%ExchangeInstallPath%Logging".',
    );
  }
  if (summary.rejected > 0) {
    say(
      `${summary.rejected} lines could not be read; see them with: mapiscope sql "SELECT * FROM rejected_lines"`,
    );
  }
}
