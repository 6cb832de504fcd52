import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import bytes from 'bytes';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { millisecondsInHour } from 'date-fns/constants';
import ms, { type StringValue } from 'ms';
import type { NoiseRule } from '../correlate/noise.ts';
import { noiseRulesOf } from '../correlate/noise-rules.ts';
import { MIN_FREE } from '../ingest/background.ts';
import { parseHostName, parseOrigin, parseProxy } from './addresses.ts';
import { CliError, exitCode } from './errors.ts';

/** Milliseconds; undefined when it is no duration. `ms` throws at an empty or a very long text. */
const withUnit = (text: string): number | undefined =>
  text.length > 50 || !/[a-z]$/i.test(text) ? undefined : ms(text as StringValue);

/** A duration with a unit (`500ms`, `30s`, `5m`), or milliseconds. */
export function parseDuration(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : withUnit(text);
  if (value === undefined || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Give a duration such as 500ms, 30s or 5m.');
  }
  return value;
}

/** A size with a unit (`64KB`, `1MB`), or bytes. */
export function parseSize(text: string): number {
  const value = bytes.parse(text);
  if (value === null || value <= 0) throw new InvalidArgumentError('Give a size such as 512KB or 1MB.');
  return value;
}

/** A size as {@link parseSize}, or 0. */
export function parseSizeOrNone(text: string): number {
  return /^0+[a-z]*$/i.test(text) ? 0 : parseSize(text);
}

/**
 * How old records may get, in milliseconds. A unit must be there, and an hour is the least: what is older is deleted, and a
 * slip of the pen must not delete all.
 */
export function parseAge(text: string): number {
  const value = withUnit(text);
  if (value === undefined || !Number.isFinite(value) || value < millisecondsInHour) {
    throw new InvalidArgumentError('Give an age with its unit, at least 1h: 12h, 30d, 8w.');
  }
  return value;
}

const LEAST_DATABASE = 10 * 1024 * 1024;

/** How large the database may get, in bytes. A unit must be there, as with {@link parseAge}. */
export function parseDatabaseSize(text: string): number {
  const value = /[a-z]$/i.test(text) ? bytes.parse(text) : null;
  if (value === null || value < LEAST_DATABASE) {
    throw new InvalidArgumentError('Give a size with its unit, at least 10MB: 500MB, 20GB.');
  }
  return value;
}

/** The address of a serving mapiscope. */
export function parseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new InvalidArgumentError('Give an address such as http://127.0.0.1:4300.');
  }
  return text;
}

/** A whole number of at least `least`. */
export function parseWhole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Give a whole number of at least ${least}.`);
    }
    return value;
  };
}

/** The noise rules in force with those of a JSON file. */
export function readNoiseRules(file: string): NoiseRule[] {
  try {
    return noiseRulesOf(JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, '')));
  } catch (error) {
    throw new InvalidArgumentError(`The rules in ${path.resolve(file)}: ${(error as Error).message}`);
  }
}

/** A switch: given without a value on the command line, `true` or `false` in a configuration file. */
export function parseSwitch(text: string | undefined): boolean {
  if (text === undefined || text === 'true') return true;
  if (text === 'false') return false;
  throw new InvalidArgumentError('Give true or false.');
}

/** Lets an option be given several times. */
const each =
  (parse: (text: string) => string) =>
  (text: string, before: string[] | undefined): string[] => [...(before ?? []), parse(text)];

/** Everything that can be set: by flag, by environment variable, by configuration file; in this order of weight. */
export const settings = {
  db: () => new Option('--db <file>', 'the database').env('MAPISCOPE_DB').default('mapiscope.db'),
  watch: () =>
    new Option('--watch <path>', 'folder, file or archive to follow; may be given several times')
      .env('MAPISCOPE_WATCH')
      .argParser(each((text) => text)),
  host: () =>
    new Option('--host <address>', 'address to serve on').env('MAPISCOPE_HOST').default('127.0.0.1'),
  port: () =>
    new Option('--port <number>', 'port to serve on; 0 takes a free one')
      .env('MAPISCOPE_PORT')
      .argParser(parseWhole(0))
      .default(4300),
  allowedHost: () =>
    new Option('--allowed-host <name>', 'name by which it may be called too; may be given several times')
      .env('MAPISCOPE_ALLOWED_HOST')
      .argParser(each(parseHostName)),
  tlsCert: () =>
    new Option('--tls-cert <file>', 'certificate with its chain (PEM)').env('MAPISCOPE_TLS_CERT'),
  tlsKey: () => new Option('--tls-key <file>', 'key of the certificate (PEM)').env('MAPISCOPE_TLS_KEY'),
  tlsPfx: () =>
    new Option('--tls-pfx <file>', 'certificate and key in one file (.pfx, .p12)').env('MAPISCOPE_TLS_PFX'),
  behindProxy: () =>
    new Option('--behind-proxy <address>', 'proxy in front that does TLS; may be given several times')
      .env('MAPISCOPE_BEHIND_PROXY')
      .argParser(each(parseProxy)),
  requireToken: () =>
    new Option('--require-token', 'ask for a token on this machine too')
      .env('MAPISCOPE_REQUIRE_TOKEN')
      .argParser(parseSwitch as (text: string) => boolean),
  corsOrigin: () =>
    new Option('--cors-origin <origin>', 'web page that may read with a token; may be given several times')
      .env('MAPISCOPE_CORS_ORIGIN')
      .argParser(each(parseOrigin)),
  timeout: () =>
    new Option('--timeout <duration>', 'stop the query after this long')
      .env('MAPISCOPE_TIMEOUT')
      .argParser(parseDuration)
      .default(30_000, '30s'),
  maxRows: () =>
    new Option('--max-rows <number>', 'rows to give at most')
      .env('MAPISCOPE_MAX_ROWS')
      .argParser(parseWhole(1))
      .default(1000),
  lineLimit: () =>
    new Option('--line-limit <size>', 'longest line; a longer one is rejected, its beginning kept')
      .env('MAPISCOPE_LINE_LIMIT')
      .argParser(parseSize)
      .default(1024 * 1024, '1MB'),
  noiseRules: () =>
    new Option('--noise-rules <file>', 'JSON file of rules that mark requests which nobody caused')
      .env('MAPISCOPE_NOISE_RULES')
      .argParser(readNoiseRules),
  minFree: () =>
    new Option('--min-free <size>', 'stop reading while the disk has less free space; 0 never stops')
      .env('MAPISCOPE_MIN_FREE')
      .argParser(parseSizeOrNone)
      .default(MIN_FREE, '512MB'),
  maxAge: () =>
    new Option('--max-age <age>', 'delete records that are older, for example 30d')
      .env('MAPISCOPE_MAX_AGE')
      .argParser(parseAge),
  maxSize: () =>
    new Option('--max-size <size>', 'delete the oldest records when the database gets larger')
      .env('MAPISCOPE_MAX_SIZE')
      .argParser(parseDatabaseSize),
  logLevel: () =>
    new Option('--log-level <level>', 'what the program says about itself on standard error')
      .env('MAPISCOPE_LOG_LEVEL')
      .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
  queries: () =>
    new Option('--queries <file>', "file of the saved queries; else in the user's folder").env(
      'MAPISCOPE_QUERIES',
    ),
  url: () =>
    new Option('--url <address>', 'where the mapiscope serves')
      .env('MAPISCOPE_URL')
      .argParser(parseAddress)
      .default('http://127.0.0.1:4300'),
} as const satisfies Record<string, () => Option>;

/** Name of the configuration file looked for in the current folder. */
export const CONFIG_FILE = 'mapiscope.config.json';

/**
 * Applies the configuration file to a command: keys are the names of its options in camelCase. Flags and
 * environment variables win.
 * @throws CliError when the file can't be read or names an option that no command has
 */
export function applyConfigFile(command: Command, file: string | undefined): void {
  const found = file ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  if (found === undefined) return;
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(found, 'utf8'));
  } catch (error) {
    throw new CliError(
      `can't read the configuration ${path.resolve(found)}: ${(error as Error).message}`,
      exitCode.usage,
    );
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new CliError(`the configuration ${found} must be a JSON object`, exitCode.usage);
  }
  for (const [key, value] of Object.entries(config)) {
    if (!(key in settings)) {
      throw new CliError(
        `the configuration ${found} has an unknown key "${key}": it knows ${Object.keys(settings).join(', ')}`,
        exitCode.usage,
      );
    }
    applySetting(command, key, value, found);
  }
}

function applySetting(command: Command, key: string, value: unknown, file: string): void {
  const option = command.options.find((candidate) => candidate.attributeName() === key);
  const source = command.getOptionValueSource(key);
  if (option === undefined || (source !== 'default' && source !== undefined)) return;
  try {
    if (key === 'noiseRules' && Array.isArray(value)) {
      command.setOptionValueWithSource(key, noiseRulesOf(value), 'config');
      return;
    }
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    let parsed: unknown;
    for (const text of texts) parsed = option.parseArg ? option.parseArg(text, parsed) : text;
    command.setOptionValueWithSource(key, parsed, 'config');
  } catch (error) {
    throw new CliError(`the configuration ${file}: ${key}: ${(error as Error).message}`, exitCode.usage);
  }
}
