import { describe, expect, it } from 'vitest';
import { scenarioNames } from '../../src/generate/generate.ts';
import type { Cause, ReconnectTruth } from '../../src/generate/truth.ts';
import { end, ids, isProbe, type Row, start, value, type WrittenLogs, written } from './written-logs.ts';

const OPENING = ['Connect', 'Bind'];
const iso = (ms: number): string => new Date(ms).toISOString();
const tally = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of values) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
};

/** A real user's front-end row with what the rows alone say of it. */
interface Seen {
  row: Row;
  context: string;
  type: string;
  start: number;
  end: number;
  outcome: 'ok' | 'failed' | 'challenge' | 'client_gone';
}

/** Reads the rows of both ends again. Which 401 is a failure is known from the truth: no later row can tell it apart. */
function look({ frontEnd, mapiHttp, clientAccess, addressBook, truth }: WrittenLogs): Seen[] {
  const failed = new Set<string>();
  for (const row of mapiHttp) {
    const codes = [value(row, 'ResponseCode'), value(row, 'StatusCode')];
    if (codes.some((code) => code !== '0')) failed.add(value(row, 'RequestId'));
  }
  for (const row of clientAccess) {
    const request = /A:([0-9a-f-]{36})/.exec(value(row, 'request-ids'))?.[1];
    if (request !== undefined && value(row, 'rpc-status') !== '0') failed.add(request);
  }
  for (const row of addressBook) {
    const request = /A:([0-9a-f-]{36})/.exec(value(row, 'operation-specific'))?.[1];
    if (request !== undefined) failed.add(request);
  }
  const refused = new Set(
    truth.failures.filter(({ layer }) => layer === 'http').map(({ requestId }) => requestId),
  );
  const outcome = (row: Row): Seen['outcome'] => {
    const id = value(row, 'RequestId');
    if (value(row, 'ErrorCode') === 'ClientDisconnect') return 'client_gone';
    if (value(row, 'HttpStatus') === '401') return refused.has(id) ? 'failed' : 'challenge';
    return value(row, 'HttpStatus') !== '200' || value(row, 'ErrorCode') !== '' || failed.has(id)
      ? 'failed'
      : 'ok';
  };
  return frontEnd
    .filter((row) => !isProbe(row))
    .map((row) => ({ row, ...ids(row), start: start(row), end: end(row), outcome: outcome(row) }))
    .sort((a, b) => a.end - b.end);
}

/** An address-book failure of 2013 names no request; a few checks leave these out. */
const traceable = (logs: WrittenLogs) =>
  logs.truth.failures.filter(({ layer }) => layer !== 'nspi' || logs.truth.options.layout !== '2013');

function checkEpisode(one: ReconnectTruth, rows: Seen[], previous: Seen[]): void {
  if (one.kind === 'resume') {
    const after = rows.filter((seen) => seen.start >= Date.parse(one.lostAt));
    expect(iso(Math.min(...after.map((seen) => seen.start)))).toBe(one.firstAttemptAt);
    const good = after.find((seen) => seen.outcome === 'ok');
    expect(good === undefined ? null : iso(good.end)).toBe(one.usableAt);
    const before = rows.filter((seen) => seen.outcome === 'ok' && seen.end <= Date.parse(one.lostAt)).at(-1);
    expect(before === undefined ? null : iso(before.end)).toBe(one.lastGoodAt);
    expect([one.connectedAt, one.previousContext]).toEqual([null, null]);
    return;
  }
  expect(iso(Math.min(...rows.map((seen) => seen.start)))).toBe(one.firstAttemptAt);
  const connected = rows.find((seen) => OPENING.includes(seen.type) && seen.outcome === 'ok');
  expect(connected === undefined ? null : iso(connected.end)).toBe(one.connectedAt);
  const works = (seen: Seen): boolean =>
    one.endpoint === 'nspi' ? seen.type !== 'Bind' : seen.type === 'Execute';
  const usable = rows.find((seen) => works(seen) && seen.outcome === 'ok');
  expect(usable === undefined ? null : iso(usable.end)).toBe(one.usableAt);
  const opening = rows.filter((seen) => OPENING.includes(seen.type) && seen.outcome !== 'challenge');
  expect(opening).toHaveLength(one.attempts);
  const untilUsable = rows.filter((seen) => usable === undefined || seen.end <= usable.end);
  expect(untilUsable.filter((seen) => seen.outcome === 'challenge')).toHaveLength(one.authLegs);
  const good = previous.filter((seen) => seen.outcome === 'ok').at(-1);
  expect(good === undefined ? null : iso(good.end)).toBe(one.lastGoodAt);
  const bad = previous.find(
    (seen) => ['failed', 'client_gone'].includes(seen.outcome) && seen.end > (good?.end ?? 0),
  );
  expect(iso(Math.min(bad?.end ?? Number.POSITIVE_INFINITY, Date.parse(one.firstAttemptAt)))).toBe(
    one.lostAt,
  );
}

/** Challenges whose client got through later: the others are not known to be any. */
const answeredChallenges = (seen: readonly Seen[]): Seen[] =>
  seen.filter((one, index) => {
    if (one.outcome !== 'challenge') return false;
    const through = seen
      .slice(index + 1)
      .find(
        ({ row, start }) =>
          start >= one.end &&
          ids(row).instance === ids(one.row).instance &&
          value(row, 'AuthenticatedUser') !== '',
      );
    return through !== undefined && through.end - one.end <= 30 * 60_000;
  });

function checkTruth(logs: WrittenLogs): void {
  const { truth } = logs;
  const seen = look(logs);
  const byContext = Map.groupBy(seen, ({ context }) => context);
  const silent = new Set(
    truth.failures.filter((failure) => !traceable(logs).includes(failure)).map(({ requestId }) => requestId),
  );
  const failures = seen.filter(
    ({ outcome, row }) => outcome === 'failed' && !silent.has(value(row, 'RequestId')),
  );
  expect(failures.map(({ row }) => value(row, 'RequestId')).sort()).toEqual(
    traceable(logs)
      .map(({ requestId }) => requestId)
      .sort(),
  );
  expect(answeredChallenges(seen)).toHaveLength(truth.challenges);
  expect(seen.filter(({ outcome }) => outcome === 'client_gone')).toHaveLength(truth.clientGone);
  expect([...byContext.keys()].sort()).toEqual(truth.contexts.map(({ context }) => context).sort());
  for (const context of truth.contexts) {
    const rows = byContext.get(context.context) ?? [];
    expect(rows.filter(({ outcome }) => outcome !== 'challenge')).toHaveLength(context.requests);
    expect(iso(Math.max(...rows.map((row) => row.end)))).toBe(context.endedAt);
    expect(rows.some(({ row }) => ids(row).instance !== context.clientInstance)).toBe(false);
  }
  for (const one of truth.reconnects) {
    checkEpisode(one, byContext.get(one.context) ?? [], byContext.get(one.previousContext ?? '') ?? []);
  }
  for (const one of truth.failures) {
    const ok = seen.find(
      (other) =>
        other.outcome === 'ok' &&
        !silent.has(value(other.row, 'RequestId')) &&
        other.end > Date.parse(one.at) &&
        value(other.row, 'AuthenticatedUser') === one.user &&
        value(other.row, 'AnchorMailbox') === `MailboxGuid~${one.mailbox}` &&
        value(other.row, 'UrlStem') === `/mapi/${one.endpoint}/`,
    );
    expect(ok === undefined ? null : ok.end - Date.parse(one.at)).toBe(one.recoveredAfterMs);
  }
}

/** What each scenario must show, at least. */
const expected: Record<string, { causes?: Cause[]; codes?: string[] }> = {
  clean_day: {},
  // Who sleeps only for minutes goes on in the same context.
  idle_expiry: { causes: ['idle_expiry', 'network'], codes: ['10'] },
  network_switch: { causes: ['network'] },
  lost_response: { causes: ['network'] },
  database_failover: { causes: ['failover'], codes: ['10', 'RoutingError'] },
  pool_recycle: { causes: ['recycle'], codes: ['18', '10'] },
  outlook_restart: { causes: ['unknown'] },
  refused_logon: { causes: ['refused'], codes: ['1010', '2008'] },
  throttling: { causes: ['throttling'], codes: ['1152'] },
  authentication_loop: { causes: ['authentication'], codes: ['401'] },
  load_balancer_cut: { causes: ['network'] },
  mixed: { causes: ['failover', 'recycle', 'network'], codes: ['10', '18', '401', '1010'] },
};

describe.each(['se', '2013'] as const)('truth and lines agree, layout %s', (layout) => {
  const names = scenarioNames.filter((name) => !['missing_front_end', 'clock_skew', 'mixed'].includes(name));
  it.each(names)('%s', async (name) => {
    const logs = await written({ scenarios: [name], clients: 12, hours: 0.75, noise: 0.05, seed: 4, layout });
    checkTruth(logs);
    const { causes = [], codes = [] } = expected[name] ?? {};
    expect(Object.keys(tally(logs.truth.reconnects.map(({ cause }) => cause))).sort()).toEqual(
      causes.toSorted(),
    );
    const found = Object.keys(tally(logs.truth.failures.map(({ code }) => code)));
    for (const code of codes) expect(found).toContain(code);
    if (codes.length === 0) expect(found).toEqual([]);
  });
});

it('mixed shows a little of everything', async () => {
  const { truth } = await written({ clients: 40, hours: 1, noise: 0, servers: 3 });
  const { causes = [], codes = [] } = expected['mixed'] ?? {};
  for (const cause of causes) expect(truth.reconnects.some((one) => one.cause === cause)).toBe(true);
  for (const code of codes) expect(truth.failures.some((one) => one.code === code)).toBe(true);
  expect(truth.servers.filter(({ frontEndLogged }) => !frontEndLogged)).toHaveLength(1);
  expect(truth.servers.some(({ clockSkewMs }) => clockSkewMs !== 0)).toBe(true);
});

it('missing_front_end: the last server has back-end rows only', async () => {
  const { truth, frontEnd, mapiHttp } = await written({
    scenarios: ['missing_front_end'],
    clients: 8,
    hours: 0.5,
    noise: 0,
  });
  expect([...new Set(frontEnd.map((row) => value(row, 'ServerHostName')))]).toEqual(['EXCH01']);
  const known = new Set(frontEnd.map((row) => value(row, 'RequestId')));
  const alone = mapiHttp.filter((row) => !known.has(value(row, 'RequestId')));
  expect(alone.length).toBeGreaterThan(mapiHttp.length / 4);
  for (const row of alone) expect(value(row, 'SourceCafeServer')).toBe('EXCH02.CONTOSO.COM');
  const requests = truth.contexts.reduce((sum, context) => sum + context.requests, 0);
  expect(requests).toBe(mapiHttp.length);
});

it('clock_skew: the second server logs its own time', async () => {
  const { truth, frontEnd, mapiHttp } = await written({
    scenarios: ['clock_skew'],
    clients: 8,
    hours: 0.5,
    noise: 0,
  });
  const [, skewed] = truth.servers;
  const skew = skewed?.clockSkewMs ?? 0;
  expect(Math.abs(skew)).toBeGreaterThanOrEqual(700);
  const byId = new Map(frontEnd.map((row) => [value(row, 'RequestId'), row]));
  for (const row of mapiHttp) {
    const front = byId.get(value(row, 'RequestId'));
    if (front === undefined) continue;
    const offset = (server: string): number => (server.startsWith('EXCH02') ? skew : 0);
    const apart =
      end(front) - end(row) - offset(value(front, 'ServerHostName')) + offset(value(front, 'TargetServer'));
    expect(apart).toBeGreaterThanOrEqual(0);
    expect(apart).toBeLessThan(10);
  }
});

it('load_balancer_cut: most long polls break at two minutes, none of them lasts longer', async () => {
  const { frontEnd } = await written({
    scenarios: ['load_balancer_cut'],
    clients: 10,
    hours: 1,
    noise: 0,
    seed: 2,
  });
  const broken = frontEnd.filter((row) => value(row, 'ErrorCode') === 'ClientDisconnect');
  expect(broken.length).toBeGreaterThan(20);
  for (const row of broken)
    expect(Math.abs(Number(value(row, 'TotalRequestTime')) - 120_000)).toBeLessThan(1000);
});

it('a scenario that does not fit is refused', async () => {
  await expect(written({ scenarios: ['database_failover'], servers: 1 })).rejects.toThrow(
    'at least 2 servers',
  );
  await expect(written({ scenarios: ['idle_expiry'], hours: 0.2 })).rejects.toThrow('at least 0.75 hours');
  await expect(written({ scenarios: ['nonsense'] })).rejects.toThrow('known: clean_day');
});
