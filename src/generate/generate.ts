import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { millisecondsInHour } from 'date-fns/constants';
import type { Kind } from '../formats/family.ts';
import { EventQueue } from './event-queue.ts';
import { evidenceOf } from './evidence.ts';
import { Exchange } from './exchange.ts';
import { Ledger } from './ledger.ts';
import { identify, Outlook } from './outlook.ts';
import { type NoisePlan, Probes } from './probes.ts';
import { type LayoutName, layoutNames, productOf } from './product.ts';
import { Random } from './random.ts';
import { MIXED, scenarioNames, scenariosOf } from './scenarios/all.ts';
import { ServerLogs } from './server-logs.ts';
import { Stage } from './stage.ts';
import type { Truth, Written } from './truth.ts';
import { buildWorld, type Person } from './world.ts';

export { scenarioNames };

/** What to simulate and where to write it. */
export interface GenerateOptions {
  /** Folder to write to; it must be empty or not exist yet. */
  out: string;
  /** Names of scenarios; several run together. */
  scenarios?: string[];
  clients?: number;
  hours?: number;
  servers?: number;
  seed?: number;
  /** File for the ground truth, as JSON. */
  truth?: string;
  layout?: LayoutName;
  /** Start of the simulated time, ISO-8601. */
  start?: string;
  /** Share of the HttpProxy rows that no user caused; below 1. */
  noise?: number;
  /** HttpProxy rows per server to aim at; overrides `clients`. */
  requests?: number;
}

export interface GenerateProgress {
  /** Part of the simulated time that has passed, 0 to 1. */
  part: number;
  lines: number;
  bytes: number;
}

/** The output folder cannot be used. */
export class OutputFolderError extends Error {
  override name = 'OutputFolderError';
}

/** A customer's capture had 13.5 % rows of real users. */
const USUAL_NOISE = 0.865;
/** HttpProxy rows that one Outlook causes in an hour of a clean day; 2013 logs fewer challenges. Measured. */
const rowsPerClientHour = (layout: LayoutName): number => (layout === '2013' ? 118 : 144);
const EVENTS_PER_BREATH = 20_000;

/** Writes synthetic logs and returns what really happened in them. The same options give the same bytes. */
export async function generate(
  options: GenerateOptions,
  onProgress?: (progress: GenerateProgress) => void,
): Promise<Truth> {
  const settings = settle(options);
  const { start, end, clients } = settings;
  const scenarios = scenariosOf(settings.scenarios, settings.servers, settings.hours);
  claim(options.out);
  const random = new Random(settings.seed);
  const product = productOf(settings.layout);
  const world = buildWorld(
    { servers: settings.servers, people: clients, start },
    product,
    random.fork('world'),
  );
  for (const scenario of scenarios) scenario.prepare?.(world, random.fork(scenario.name));

  const queue = new EventQueue(start);
  const ledger = new Ledger();
  const logs = new Map(world.servers.map((server) => [server, new ServerLogs(options.out, server, product)]));
  const exchange = new Exchange(queue, world, logs, ledger, random);
  const outlooks = world.people.map((person) => {
    const own = random.fork(`client ${person.index}`);
    const outlook = new Outlook(identify(person, product.classic, own), { exchange, ledger, random: own });
    // A few people have a colleague's mailbox open, too.
    const colleague = person.index % 8 === 3 ? world.people[person.index + 1] : undefined;
    if (colleague !== undefined) outlook.open(colleague.mailbox);
    return outlook.start(own.int(0, Math.min(90_000, (end - start) / 20)));
  });
  const plan = noisePlan(settings);
  for (const server of world.servers) {
    new Probes(exchange, server, plan, random.fork(`probes ${server.name}`)).start();
  }
  const free = [...outlooks];
  for (const scenario of scenarios) {
    const craft = { exchange, ledger, random: random.fork(`stage ${scenario.name}`) };
    scenario.arrange?.(new Stage(craft, { start, end }, { everybody: outlooks, free }, scenarios.length > 1));
  }

  try {
    for (let events = 1; queue.step(end - 1); events += 1) {
      if (events % EVENTS_PER_BREATH !== 0) continue;
      onProgress?.({ part: (queue.now - start) / (end - start), ...sizes(logs.values()) });
      await breathe();
    }
  } finally {
    for (const log of logs.values()) log.close();
  }
  exchange.close();
  onProgress?.({ part: 1, ...sizes(logs.values()) });
  const truth = account(settings, world.people, ledger, [...logs.values()]);
  if (options.truth !== undefined) {
    mkdirSync(path.dirname(path.resolve(options.truth)), { recursive: true });
    writeFileSync(options.truth, `${JSON.stringify(truth, undefined, 1)}\n`);
  }
  return truth;
}

type Settings = Omit<Required<GenerateOptions>, 'out' | 'truth' | 'start' | 'requests'> & {
  start: number;
  end: number;
  requests: number | undefined;
};

function settle(options: GenerateOptions): Settings {
  const { seed = 1, servers = 2, noise = USUAL_NOISE, requests } = options;
  const hours = options.hours ?? (requests === undefined ? 2 : 24);
  const layout = options.layout ?? 'se';
  const start = Date.parse(options.start ?? '2026-03-04T00:00:00Z');
  const check = (right: boolean, what: string): void => {
    if (!right) throw new RangeError(what);
  };
  check(Number.isSafeInteger(seed), 'seed must be a whole number');
  check(
    Number.isInteger(servers) && servers >= 1 && servers <= 99,
    'servers must be a whole number from 1 to 99',
  );
  check(hours > 0 && hours <= 24 * 31, 'hours must be above 0 and at most 744');
  check(noise >= 0 && noise < 1, 'noise must be at least 0 and below 1');
  check(layoutNames.includes(layout), `layout must be one of ${layoutNames.join(', ')}`);
  check(Number.isFinite(start), 'start must be an ISO-8601 time');
  check(
    requests === undefined || (Number.isInteger(requests) && requests > 0),
    'requests must be a whole number above 0',
  );
  const clients =
    requests === undefined
      ? (options.clients ?? 25)
      : Math.max(1, Math.round((requests * servers * (1 - noise)) / (rowsPerClientHour(layout) * hours)));
  check(
    Number.isInteger(clients) && clients >= 1 && clients <= 100_000,
    'clients must be a whole number from 1 to 100000',
  );
  const scenarios =
    options.scenarios === undefined || options.scenarios.length === 0 ? [MIXED] : options.scenarios;
  return {
    seed,
    servers,
    noise,
    requests,
    hours,
    layout,
    start,
    end: start + hours * millisecondsInHour,
    clients,
    scenarios,
  };
}

/** Rows of two runs must not mix, so the folder has to be empty. */
function claim(out: string): void {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new OutputFolderError(`output folder ${out} is not empty`);
  mkdirSync(out, { recursive: true });
}

/** With a number of rows to reach, noise comes at an even pace; else it follows the rows of the users. */
function noisePlan({ noise, requests, start, end }: Settings): NoisePlan {
  if (requests === undefined) return ({ real }) => (real * noise) / (1 - noise);
  return ({ real }, now) => {
    const part = Math.min(1, (now - start) / (end - start));
    // Late in the run what is missing in all is known well enough to fill it up exactly.
    return part < 0.5 ? requests * noise * part : Math.max(0, requests - real / part) * part;
  };
}

function sizes(logs: Iterable<ServerLogs>): { lines: number; bytes: number } {
  const sum = { lines: 0, bytes: 0 };
  for (const { folders } of logs) {
    for (const folder of folders) {
      sum.lines += folder.lines;
      sum.bytes += folder.bytes;
    }
  }
  return sum;
}

function account(settings: Settings, people: readonly Person[], ledger: Ledger, logs: ServerLogs[]): Truth {
  const { seed, scenarios, clients, hours, layout, noise, requests } = settings;
  const servers = logs.map((log) => log.truth());
  const counts: Partial<Record<Kind, Written>> = {};
  for (const server of servers) {
    for (const [kind, { files, lines, bytes }] of Object.entries(server.counts) as [Kind, Written][]) {
      const sum = counts[kind] ?? { files: 0, lines: 0, bytes: 0 };
      counts[kind] = { files: sum.files + files, lines: sum.lines + lines, bytes: sum.bytes + bytes };
    }
  }
  const reconnects = ledger.finish();
  const noiseRows = Object.values(ledger.noise).reduce((sum, rows) => sum + rows, 0);
  return {
    seed,
    options: {
      scenarios,
      clients,
      hours,
      servers: settings.servers,
      layout,
      start: new Date(settings.start).toISOString(),
      noise,
      requests: requests ?? null,
    },
    servers,
    counts,
    frontEndRows: { real: (counts.http_proxy?.lines ?? 0) - noiseRows, noise: noiseRows },
    people: people.map(({ account: user, smtp, legacyDn, mailbox }) => ({
      user,
      smtp,
      legacyDn,
      mailbox: mailbox.guid,
    })),
    contexts: ledger.contexts,
    failures: ledger.failures,
    reconnects,
    challenges: ledger.challenges,
    clientGone: ledger.clientGone,
    noise: ledger.noise,
    evidence: evidenceOf(ledger, productOf(layout).classic),
  };
}
