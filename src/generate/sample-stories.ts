import type { GenerateOptions } from './generate.ts';
import { evidence, lineWith, type SampleLine } from './sample-lines.ts';
import type { FailureTruth, ReconnectTruth, Truth } from './truth.ts';

/** A sample: what to simulate and how to tell it. */
export interface Story {
  folder: string;
  options: Omit<GenerateOptions, 'out'>;
  readme(truth: Truth, lines: SampleLine[]): string;
}

const START = '2026-03-04T08:00:00Z';
const braced = (guid: string): string => `{${guid.toUpperCase()}}`;
const clock = (iso: string | null): string => iso?.slice(11, 23) ?? 'never';
const seconds = (from: string, to: string | null): string =>
  to === null ? 'never' : `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;

function only<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the sample has no ${what}; choose another seed`);
  return value;
}

const reconnectOf = (
  truth: Truth,
  kind: ReconnectTruth['kind'],
  cause: ReconnectTruth['cause'],
): ReconnectTruth =>
  only(
    truth.reconnects.find(
      (one) => one.kind === kind && one.cause === cause && one.endpoint === 'emsmdb' && one.usableAt !== null,
    ),
    `${kind} by ${cause}`,
  );

const failureOf = (truth: Truth, fits: (failure: FailureTruth) => boolean): FailureTruth =>
  only(truth.failures.find(fits), 'such failure');

const logOf = (lines: SampleLine[], folder: string): SampleLine[] =>
  lines.filter(({ file }) => file.includes(folder));

/** The successful opening of a context and its first Execute, from the front end's rows. */
function openings(
  lines: SampleLine[],
  context: string,
  connectedAt: string | null,
): (readonly [SampleLine, string])[] {
  const proxy = logOf(lines, 'HttpProxy');
  return [
    [
      lineWith(proxy, connectedAt ?? '', `R:${braced(context)}`, 'Connect'),
      '`Connect` succeeds: same `CI:`, a new `R:`',
    ],
    [
      lineWith(proxy, `R:${braced(context)}`, 'Execute', ',200,200,'),
      'first successful `Execute`: Outlook is usable again',
    ],
  ];
}

const idleExpiry: Story = {
  folder: 'idle-expiry',
  options: { scenarios: ['idle_expiry'], clients: 2, hours: 0.75, seed: 3, noise: 0.1, start: START },
  readme(truth, lines) {
    const one = reconnectOf(truth, 'reconnect', 'idle_expiry');
    const old = one.previousContext ?? '';
    const failed = failureOf(truth, (failure) => failure.context === old && failure.code === '10');
    return `# A computer slept for longer than a Session Context lives

Exchange SE, two servers. The computer of ${one.user} slept after ${clock(one.lastGoodAt)}. A context that nobody uses
lives 15 minutes, so the server had given it up when the computer woke. The first request failed with response code
10 (context not found) behind HTTP 200, and Outlook connected again: the same client instance, a new context.

Who noticed: the user saw Outlook say "Trying to connect" for ${seconds(one.firstAttemptAt, one.usableAt)}. Nothing is broken;
the time between the last good request and the reconnect is absence, not latency.

${evidence([
  [
    lineWith(logOf(lines, 'HttpProxy'), failed.requestId),
    'the first request after waking: `HttpStatus` 200, nothing to see in this log',
  ],
  [
    lineWith(logOf(lines, 'MapiHttp'), failed.requestId),
    'the same request at the back end: `ResponseCode` 10',
  ],
  ...openings(lines, one.context, one.connectedAt),
])}
`;
  },
};

const networkSwitch: Story = {
  folder: 'network-switch',
  options: { scenarios: ['network_switch'], clients: 2, hours: 0.3, seed: 4, noise: 0.1, start: START },
  readme(truth, lines) {
    const one = reconnectOf(truth, 'resume', 'network');
    const proxy = logOf(lines, 'HttpProxy');
    const gone = lineWith(proxy, `R:${braced(one.context)}`, 'ClientDisconnect');
    const next = lineWith(
      proxy.filter(({ text }) => text.slice(0, 24) >= (one.usableAt ?? '')),
      `R:${braced(one.context)}`,
      'Execute',
      ',200,200,',
    );
    return `# A laptop changed from one network to another

Exchange SE, two servers. The laptop of ${one.user} left its network at ${clock(one.lostAt)} and came back from another address.
The long poll broke off, but the Session Context lives on the server and not in the connection: the same context
went on, without a \`Connect\`. This is the "seamless resume" that MAPI over HTTP promises.

Who noticed: nobody, or the user for ${seconds(one.lostAt, one.usableAt)}. It counts as a resume, not as a reconnect.

${evidence([
  [
    gone,
    'the long poll breaks: `ErrorCode` ClientDisconnect, yet `HttpStatus` is 200 and `BackEndStatus` is blank',
  ],
  [next, 'the same `R:` goes on from a new `ClientIpAddress`'],
])}
`;
  },
};

const databaseFailover: Story = {
  folder: 'database-failover',
  options: { scenarios: ['database_failover'], clients: 4, hours: 0.2, seed: 23, noise: 0.1, start: START },
  readme(truth, lines) {
    const one = reconnectOf(truth, 'reconnect', 'failover');
    const victims = truth.reconnects.filter(({ cause }) => cause === 'failover').map(({ user }) => user);
    const stale = truth.failures.find(({ code }) => code === 'RoutingError');
    const lost = failureOf(truth, ({ code, context }) => code === '10' && context === one.previousContext);
    const proxy = logOf(lines, 'HttpProxy');
    return `# Databases moved to another server

Exchange SE, two servers. At about ${clock(one.lastGoodAt)} the databases of EXCH01 became active on EXCH02. The contexts of their
users were gone; for some seconds front ends still sent requests to the old machine.

Who noticed: ${[...new Set(victims)].sort().join(', ')}. ${one.user} could work again ${seconds(one.firstAttemptAt, one.usableAt)} after
the first attempt to connect. Users of the other databases saw nothing.

${evidence([
  [lineWith(logOf(lines, 'MapiHttp'), lost.requestId), 'the old context is not found: `ResponseCode` 10'],
  ...(stale === undefined
    ? []
    : [
        [
          lineWith(proxy, stale.requestId),
          'a stale route: `BackEndStatus` 555, `ErrorCode` RoutingError',
        ] as const,
      ]),
  ...openings(lines, one.context, one.connectedAt),
  [
    lineWith(logOf(lines, 'EXCH02/Logging/MapiHttp'), `${braced(one.context)}`, ',Connect,200,0,0,0,'),
    '`SessionCookie` now names EXCH02: another machine than before',
  ],
])}
`;
  },
};

const refusedLogon: Story = {
  folder: 'refused-logon',
  options: {
    scenarios: ['refused_logon'],
    clients: 3,
    hours: 0.3,
    seed: 6,
    noise: 0.1,
    layout: '2013',
    start: START,
  },
  readme(truth, lines) {
    const denied = failureOf(truth, ({ code }) => code === '1010');
    const attempts = truth.failures.filter(({ context }) => context === denied.context).length;
    const off = failureOf(truth, ({ code }) => code === '2008');
    const classic = logOf(lines, 'MAPI Client Access');
    return `# Connects were refused

Exchange 2013, two servers. This version logs no row per request at the back end: only connects, logons, disconnects
and failures, in \`MAPI Client Access\`, and the address book in \`MAPI AddressBook Service\`.

${denied.user} had a colleague's mailbox in the profile without the right to open it: ${attempts} Connects failed with 1010
(LoginPerm). For ${off.user} MAPI had been switched off by mistake: Connects failed with 2008 (ProtocolDisabled)${
      off.resolution === 'unresolved' ? '' : ' until it was switched on again'
    }.

Who noticed: both users, with password prompts and "Cannot open this set of folders". HttpProxy shows HTTP 200 throughout.

${evidence([
  [
    lineWith(logOf(lines, 'HttpProxy'), denied.requestId),
    'the refused Connect at the front end: `HttpStatus` 200',
  ],
  [
    lineWith(classic, `A:${denied.requestId}`),
    'the same at the back end: `1010 (rpc::LoginPerm)`; `Attempts:` counts up',
  ],
  [lineWith(classic, `A:${off.requestId}`), '`2008 (rpc::ProtocolDisabled)`'],
  [
    lineWith(logOf(lines, 'MAPI AddressBook Service'), 'NspiBind'),
    'the address book goes on working: it is a service of its own',
  ],
])}
`;
  },
};

const quietMorning: Story = {
  folder: 'quiet-morning',
  options: { scenarios: ['clean_day'], clients: 2, hours: 0.25, seed: 2, noise: 0.5, start: START },
  readme(truth, lines) {
    const proxy = logOf(lines, 'HttpProxy');
    const [context] = truth.contexts;
    const name = only(context, 'context').context;
    return `# A quiet morning

Exchange SE, two servers. A quarter of an hour of ordinary work by ${truth.options.clients} users; nothing goes wrong. Half of the rows
of HttpProxy come from the load balancer and from Exchange's own probes: on real servers it is often far more.

Who noticed: nobody.

${evidence([
  [lineWith(proxy, ',401,'), 'a 401 without a user before the logon: a challenge, no failure'],
  [lineWith(proxy, `R:${braced(name)}`, 'Connect', ',200,200,'), 'Outlook connects'],
  [lineWith(proxy, 'RT:NotificationWait'), 'a long poll: minutes long by design, not slow'],
  [
    lineWith(proxy, '/mapi/nspi/', 'RT:Bind'),
    'the address book: an endpoint and a context of its own, the same `CI:`',
  ],
  [lineWith(proxy, '/mapi/healthcheck.htm'), 'a health check of the load balancer'],
  [lineWith(proxy, 'AMProbe/Local/ClientAccess'), 'a self test of Managed Availability'],
  [lineWith(proxy, 'HealthMailbox', 'MapiHttpClient'), 'a self test that connects like a client'],
])}
`;
  },
};

/** Samples that the simulator writes. */
export const stories: readonly Story[] = [
  quietMorning,
  idleExpiry,
  networkSwitch,
  databaseFailover,
  refusedLogon,
];

/** Start of the simulated time in every sample. */
export const SAMPLE_START = START;
