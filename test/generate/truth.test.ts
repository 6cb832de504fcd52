import { describe, expect, it } from 'vitest';
import { scenarioNames } from '../../src/generate/generate.ts';
import type { Cause, ContextTruth, SeenEndReason, Truth } from '../../src/generate/truth.ts';
import {
  allFailures,
  checkContexts,
  checkFaceValue,
  checkFailures,
  checkReconnects,
} from './evidence-checks.ts';
import { loggedRequests } from './logged.ts';
import { value, type WrittenLogs, written } from './written-logs.ts';

const TIMEOUT = 180_000;
/** Scenarios in which every record is written and every clock is right. */
const plain = scenarioNames.filter((name) => !['missing_front_end', 'clock_skew', 'mixed'].includes(name));

/** What each scenario is about. */
const about: Record<string, Cause[]> = {
  clean_day: [],
  idle_expiry: ['idle_expiry'],
  network_switch: ['network'],
  lost_response: ['network'],
  database_failover: ['failover'],
  pool_recycle: ['recycle'],
  outlook_restart: ['unknown'],
  refused_logon: ['refused'],
  throttling: ['throttling'],
  authentication_loop: ['authentication'],
  load_balancer_cut: ['network'],
  missing_front_end: [],
  clock_skew: [],
  mixed: ['failover', 'recycle', 'network', 'authentication'],
};

const run = (name: string, seed: number, layout: 'se' | '2013' = 'se'): Promise<WrittenLogs> =>
  written({ scenarios: [name], clients: 12, hours: 0.75, noise: 0.3, servers: 4, seed, layout });
describe.each([1, 2])('evidence is what the files show, seed %i', (seed) => {
  it.each(scenarioNames)(
    '%s',
    async (name) => {
      const logs = await run(name, seed);
      const { truth } = logs;
      const { evidence } = truth;
      const logged = loggedRequests(logs);
      const real = logged.filter((one) => one.real);
      expect(real.length).toBeGreaterThan(100);
      expect(evidence.dataEndMs).toBe(Math.max(...logged.map(({ end }) => end)));
      checkFailures(evidence, real);
      checkContexts(evidence, real);
      checkReconnects(evidence, real);
      expect(evidence.unseen.contexts).toBe(truth.contexts.length - evidence.contexts.length);
      const causes = evidence.reconnects.map(({ cause }) => cause);
      expect(causes).toEqual(expect.arrayContaining(about[name] ?? ['?']));
      for (const list of [evidence.contexts, allFailures(evidence), evidence.reconnects]) {
        checkFaceValue(list, plain.includes(name) ? 1 : 0.95);
      }
    },
    TIMEOUT,
  );
});

it(
  'knows a request of which only the back end wrote a record before the data ended',
  async () => {
    // With this seed one request is between its two records at the end.
    const logs = await written({
      scenarios: ['clean_day'],
      clients: 60,
      hours: 0.03,
      servers: 2,
      noise: 0,
      seed: 133,
    });
    const logged = loggedRequests(logs);
    const front = new Set(logs.frontEnd.map((row) => value(row, 'RequestId')));
    expect(logged.filter(({ requestId }) => !front.has(requestId))).toHaveLength(1);
    checkContexts(logs.truth.evidence, logged);
    expect(logs.truth.evidence.contexts.reduce((sum, one) => sum + one.requests, 0)).toBe(
      logged.filter(({ unauthorised }) => !unauthorised).length,
    );
  },
  TIMEOUT,
);

it(
  'is not taken at face value where the one record that shows the cause is missing',
  async () => {
    const logs = await written({
      scenarios: ['lost_response', 'missing_front_end'],
      clients: 160,
      hours: 0.75,
      noise: 0,
    });
    const { evidence } = logs.truth;
    const real = loggedRequests(logs);
    checkFailures(evidence, real);
    checkContexts(evidence, real);
    checkReconnects(evidence, real);
    const lost = evidence.reconnects.filter(({ kind }) => kind === 'reconnect');
    const gone = new Set(real.filter((one) => one.gone).map(({ context }) => context));
    expect(lost.filter(({ faceValue }) => faceValue).length).toBeGreaterThan(0);
    expect(lost.filter(({ faceValue }) => !faceValue).length).toBeGreaterThan(0);
    for (const one of lost) {
      expect(one.cause).toBe('network');
      if (!gone.has(one.previousContext ?? '')) expect(one.faceValue).toBe(false);
    }
  },
  TIMEOUT,
);

describe.each(['se', '2013'] as const)('truth and evidence are the same, layout %s', (layout) => {
  it.each(plain)(
    '%s',
    async (name) => {
      const { truth } = await run(name, 1, layout);
      sameContexts(truth);
      sameFailures(truth);
      sameReconnects(truth);
      expect(truth.evidence.unseen).toEqual({ contexts: 0, failures: 0, reconnects: 0 });
    },
    TIMEOUT,
  );
});

const ms = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

const endReasons: Partial<Record<Cause, SeenEndReason>> = {
  failover: 'failover',
  recycle: 'recycle',
  idle_expiry: 'expired',
  network: 'network',
};

/** In the words of the records: what took its place, or how long it was silent at the end. */
function endReason({ reconnects, evidence }: Truth, context: ContextTruth): SeenEndReason {
  if (context.endReason === 'disconnect') return 'disconnect';
  const next = reconnects.find(({ previousContext }) => previousContext === context.context);
  if (next?.kind === 'reconnect') return endReasons[next.cause] ?? 'superseded';
  if (next !== undefined) return 'superseded';
  return evidence.dataEndMs - Date.parse(context.endedAt) > 15 * 60_000 ? 'expired' : 'open';
}

function sameContexts(truth: Truth): void {
  const { contexts, evidence } = truth;
  const unanswered = Map.groupBy(evidence.unansweredChallenges, ({ context }) => context);
  const seen = new Map(evidence.contexts.map((one) => [one.context, one]));
  expect(seen.size).toBe(contexts.length);
  for (const one of contexts) {
    const more = unanswered.get(one.context)?.length ?? 0;
    expect(seen.get(one.context)).toMatchObject({
      clientInstance: one.clientInstance,
      user: one.user,
      mailbox: one.mailbox,
      endpoint: one.endpoint,
      frontEnds: one.frontEnds.toSorted(),
      backEnd: one.backEnd,
      startedAtMs: ms(one.startedAt),
      establishedAtMs: ms(one.establishedAt),
      endedAtMs: ms(one.endedAt),
      requests: one.requests + more,
      failures: one.failures + more,
      endReason: endReason(truth, one),
      faceValue: true,
    });
  }
}

function sameFailures({ failures, evidence }: Truth): void {
  const least = (...values: (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  expect(evidence.likeChallenges).toEqual([]);
  expect(
    evidence.failures.map(({ requestId, atMs, layer, code, recoveredAfterMs, ...one }) => ({
      requestId,
      atMs,
      layer,
      code,
      class: one.class,
      context: one.context,
      recoveredAfterMs,
    })),
  ).toEqual(
    failures.map((one) => ({
      requestId: one.requestId,
      atMs: ms(one.at),
      layer: one.layer,
      code: one.code,
      class: one.class,
      context: one.context,
      recoveredAfterMs: least(one.recoveredAfterMs, one.instanceRecoveredAfterMs),
    })),
  );
}

function sameReconnects({ reconnects, evidence }: Truth): void {
  const order = (a: string, b: string): number => (a < b ? -1 : 1);
  const seen = evidence.reconnects.map((one) =>
    JSON.stringify([
      [one.kind, one.cause, one.clientInstance, one.user, one.mailbox, one.endpoint],
      [one.previousContext, one.context, one.lastGoodMs, one.lostMs, one.firstAttemptMs],
      [one.connectedMs, one.usableMs, one.attempts, one.authLegs],
    ]),
  );
  const happened = reconnects.map((one) =>
    JSON.stringify([
      [one.kind, one.cause, one.clientInstance, one.user, one.mailbox, one.endpoint],
      [one.previousContext, one.context, ms(one.lastGoodAt), ms(one.lostAt), ms(one.firstAttemptAt)],
      [ms(one.connectedAt), ms(one.usableAt), one.attempts, one.authLegs],
    ]),
  );
  expect(seen.sort(order)).toEqual(happened.sort(order));
}
