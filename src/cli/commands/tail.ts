import { once } from 'node:events';
import { Command, Option } from 'commander';
import { settings } from '../settings.ts';
import { stopSignal } from '../stopping.ts';
import { listenToKeys } from '../tail/keys.ts';
import { type LiveItem, liveEvents } from '../tail/live-stream.ts';
import { NdjsonPrinter, type TailPrinter, TextPrinter } from '../tail/printers.ts';
import { objectOf } from '../tail/row.ts';
import { TailView } from '../tail/view.ts';

interface Options {
  url: string;
  format: 'text' | 'ndjson';
  user?: string;
  server?: string;
  outcome?: string;
  clientIp?: string;
  includeNoise?: boolean;
}

/** `mapiscope tail`: shows the requests of a serving mapiscope as they come in. */
export function tailCommand(): Command {
  return new Command('tail')
    .description('Show the requests as they come in, from a mapiscope that serves and follows the logs.')
    .addOption(settings.url())
    .option('--user <name>', 'only of this user')
    .option('--server <name>', 'only through or at this server')
    .addOption(
      new Option('--outcome <outcome>', 'only with this outcome').choices([
        'ok',
        'failed',
        'challenge',
        'client_gone',
      ]),
    )
    .option('--client-ip <address>', 'only from this client address')
    .option('--include-noise', 'probes and health checks too')
    .addOption(
      new Option('--format <format>', 'how to print the requests')
        .choices(['text', 'ndjson'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nOn a terminal: space pauses and goes on, q ends. ~ marks a request that was shown before and has changed.',
    )
    .action(tail);
}

async function tail(options: Options): Promise<void> {
  const { stdout, stderr, stdin } = process;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, stopSignal()]);
  // A reader that has seen enough (`| head`) is no failure.
  stdout.on('error', () => stop.abort());
  const view = new TailView(stdout, stderr);
  const text = options.format === 'text';
  const printer = text ? new TextPrinter(view) : new NdjsonPrinter(stdout, stderr);
  const leaveKeys =
    text && stdout.isTTY
      ? listenToKeys(stdin, { pause: () => view.togglePause(), end: () => stop.abort() })
      : () => undefined;
  try {
    for await (const item of liveEvents(streamUrl(options), signal, process.env['MAPISCOPE_TOKEN'])) {
      if (!isOfClient(item, options.clientIp)) continue;
      if (!print(printer, item)) await once(stdout, 'drain', { signal }).catch(() => undefined);
    }
  } finally {
    leaveKeys();
    view.end();
  }
}

/** @returns whether the output can take more at once */
function print(printer: TailPrinter, item: LiveItem): boolean {
  if (item.type === 'event') return printer.event(item.event, item.data);
  printer.lost(item.reason, item.retryMs);
  return true;
}

/** The stream has no filter for the client's address. */
function isOfClient(item: LiveItem, clientIp: string | undefined): boolean {
  if (clientIp === undefined || item.type !== 'event' || item.event !== 'request') return true;
  const address = objectOf(item.data)?.['client_ip'];
  return typeof address === 'string' && address.toLowerCase() === clientIp.toLowerCase();
}

function streamUrl({ url, user, server, outcome, includeNoise }: Options): URL {
  const stream = new URL('api/v1/live', url.endsWith('/') ? url : `${url}/`);
  const filters = { user, server, outcome, include_noise: includeNoise };
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) stream.searchParams.set(name, String(value));
  return stream;
}
