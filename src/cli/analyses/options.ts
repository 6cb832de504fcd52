import { type Command, Option } from 'commander';
import type { Reader } from '../../store/sqlite/reader.ts';
import type { RequestFilter, ResolvedFilter } from '../../store/sqlite/request-filter.ts';
import { type TimeAnchors, TimeExpressionError, timeOf } from '../../store/time-expression.ts';
import { CliError, exitCode } from '../errors.ts';
import { type Format, formats } from '../rows.ts';
import { parseWhole, settings } from '../settings.ts';
import { printable } from '../text.ts';

/** What every list of the analyses can be asked. */
export interface ListOptions {
  db: string;
  format: Format;
  since?: string;
  until?: string;
  user?: string[];
  server?: string[];
  limit: number;
  includeNoise?: boolean;
}

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** Gives a command the options of {@link ListOptions}. */
export function addListOptions(command: Command): Command {
  return command
    .addOption(settings.db())
    .addOption(new Option('--format <format>', 'how to print the rows').choices(formats).default('table'))
    .option('--since <time>', 'from this time on: ISO-8601 (UTC), now-15m, latest-24h')
    .option('--until <time>', 'before this time')
    .addOption(
      new Option('--user <name>', 'only of this user, in any spelling; may be repeated').argParser(collect),
    )
    .addOption(
      new Option('--server <name>', 'only through or at this server; may be repeated').argParser(collect),
    )
    .addOption(new Option('--limit <number>', 'rows to give at most').argParser(parseWhole(1)).default(50))
    .option('--include-noise', 'probes and health checks too');
}

/** A filter as it was asked for, and as the database is asked. */
export interface AskedFilter {
  asked: RequestFilter;
  resolved: ResolvedFilter;
}

/**
 * The filter that the options ask for.
 * @param latestMs end of the newest request; null without any
 * @throws CliError when a time is none
 */
export function filterOf(reader: Reader, options: ListOptions, latestMs: number | null): AskedFilter {
  const anchors = { nowMs: Date.now(), latestMs };
  const asked: RequestFilter = {
    sinceMs: timeOption('since', options.since, anchors),
    untilMs: timeOption('until', options.until, anchors),
    user: options.user,
    server: options.server,
    includeNoise: options.includeNoise === true,
  };
  return { asked, resolved: reader.resolve(asked) };
}

function timeOption(name: string, text: string | undefined, anchors: TimeAnchors): number | undefined {
  if (text === undefined) return undefined;
  try {
    return timeOf(text, anchors);
  } catch (error) {
    if (error instanceof TimeExpressionError)
      throw new CliError(`--${name}: ${printable(error.message)}`, exitCode.usage);
    throw error;
  }
}
