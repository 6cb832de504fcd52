import { Command, InvalidArgumentError, Option } from 'commander';
import { millisecondsInHour } from 'date-fns/constants';
import ms from 'ms';
import {
  type GenerateOptions,
  type GenerateProgress,
  generate,
  OutputFolderError,
  scenarioNames,
} from '../../generate/generate.ts';
import { layoutNames } from '../../generate/product.ts';
import { scenarioSummaries } from '../../generate/scenarios/all.ts';
import { CliError, exitCode } from '../errors.ts';

interface Flags extends Omit<GenerateOptions, 'scenarios'> {
  scenario: string[];
  quiet?: boolean;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** `2`, `0.5` (hours) or a duration with a unit: `90m`, `1d`. */
function hours(text: string): number {
  const plain = Number(text);
  const value =
    text.trim() === '' || Number.isNaN(plain) ? (duration(text) ?? Number.NaN) / millisecondsInHour : plain;
  if (!(value > 0 && value <= 744)) {
    throw new InvalidArgumentError(
      'Expected hours, or a duration such as 90m or 1d; above 0, at most 31 days.',
    );
  }
  return value;
}

function duration(text: string): number | undefined {
  // `ms` throws on an empty text and on a very long one.
  return text.trim() === '' || text.length > 50 ? undefined : ms(text as ms.StringValue);
}

function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError('Expected a share from 0 to below 1, or per cent such as 86.5%.');
  }
  return value;
}

function instant(text: string): string {
  if (
    !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text) ||
    Number.isNaN(Date.parse(text))
  ) {
    throw new InvalidArgumentError('Expected an ISO-8601 time in UTC such as 2026-03-04T00:00:00Z.');
  }
  return text;
}

function scenario(text: string, earlier: string[]): string[] {
  if (!scenarioNames.includes(text)) {
    throw new InvalidArgumentError(`Known scenarios: ${scenarioNames.join(', ')}.`);
  }
  return [...earlier, text];
}

/** `mapiscope generate`: writes synthetic logs with known ground truth. */
export function generateCommand(): Command {
  const width = Math.max(...scenarioNames.map((name) => name.length));
  const list = scenarioNames
    .map((name) => `  ${name.padEnd(width)}  ${scenarioSummaries[name] ?? ''}`)
    .join('\n');
  return new Command('generate')
    .description('Write synthetic Exchange logs in the real shape, with known ground truth.')
    .requiredOption('--out <dir>', 'folder to write to; empty or new')
    .addOption(
      new Option('--scenario <name>', 'what happens; may be repeated')
        .argParser(scenario)
        .default([], 'mixed'),
    )
    .option('--clients <n>', 'number of users (default: 25)', wholeNumber(1, 100_000))
    .option(
      '--hours <h>',
      'simulated time, in hours or with a unit: 90m, 1d (default: 2; with --requests 24)',
      hours,
    )
    .option('--servers <n>', 'number of servers (default: 2)', wholeNumber(1, 99))
    .option(
      '--seed <n>',
      'the same seed and options give the same bytes (default: 1)',
      wholeNumber(0, 2 ** 53 - 1),
    )
    .option('--truth <file>', 'write what really happened to this file, as JSON')
    .addOption(new Option('--layout <version>', 'version of Exchange (default: se)').choices(layoutNames))
    .option('--start <time>', 'start of the simulated time, UTC (default: 2026-03-04T00:00:00Z)', instant)
    .option('--noise <share>', 'share of HttpProxy rows of probes and health checks (default: 86.5%)', share)
    .option(
      '--requests <n>',
      'HttpProxy rows to aim at per server; overrides --clients',
      wholeNumber(1, 100_000_000),
    )
    .option('--quiet', 'no progress')
    .addHelpText('after', `\nScenarios:\n${list}`)
    .action(async (flags: Flags, command: Command) => {
      const { scenario: scenarios, quiet, ...options } = flags;
      const show = quiet === true ? undefined : progressOn(process.stderr);
      try {
        const truth = await generate({ ...options, scenarios }, show);
        show?.end();
        const lines = Object.values(truth.counts).reduce((sum, { lines }) => sum + lines, 0);
        process.stderr.write(
          `${lines} records of ${truth.servers.length} servers, ${truth.contexts.length} contexts, ` +
            `${truth.failures.length} failures, ${truth.reconnects.length} reconnects in ${options.out}\n`,
        );
      } catch (error) {
        // Options that do not fit together are bad usage; anything else is a failure of the run.
        if (error instanceof RangeError)
          command.error(`error: ${error.message}`, { exitCode: exitCode.usage });
        if (error instanceof OutputFolderError) throw new CliError(error.message);
        throw error;
      }
    });
}

type Show = ((progress: GenerateProgress) => void) & { end: () => void };

/** One line on a terminal, rewritten in place; a log file gets a line for each tenth of the work. */
function progressOn(stream: NodeJS.WriteStream): Show {
  let shown = -1;
  const show = ({ part, lines, bytes }: GenerateProgress): void => {
    const step = Math.floor(part * (stream.isTTY ? 200 : 10));
    if (step === shown) return;
    shown = step;
    const text = `generate: ${Math.floor(part * 100)} %, ${lines} records, ${Math.round(bytes / 1e6)} MB`;
    stream.write(stream.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  };
  return Object.assign(show, {
    end: () => {
      if (stream.isTTY) stream.write('\n');
    },
  });
}
