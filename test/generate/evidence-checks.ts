import { expect } from 'vitest';
import type { Evidence, FaceValue, ReconnectEvidence } from '../../src/generate/truth.ts';
import type { Logged } from './logged.ts';

const HALF_HOUR = 30 * 60_000;
const unique = (values: readonly string[]): void => expect(new Set(values).size).toBe(values.length);
export const allFailures = ({ failures, unansweredChallenges }: Evidence): Evidence['failures'] => [
  ...failures,
  ...unansweredChallenges,
];

/** Without the 401s of which it may be said either way. */
const certainFailures = (evidence: Evidence): Evidence['failures'] =>
  allFailures(evidence).filter(({ why }) => why?.startsWith('only a back-end record') !== true);

export function checkFaceValue(items: readonly FaceValue[], share: number): void {
  const good = items.filter((item) => item.faceValue);
  expect(good.length).toBeGreaterThanOrEqual(items.length * share);
  for (const item of items) expect(item.faceValue).toBe(item.why === null);
}

/** A 401 is a failure unless the same client got through afterwards. */
const answered = (one: Logged, real: readonly Logged[]): boolean =>
  real.some(
    (other) =>
      other.instance === one.instance &&
      !other.unauthorised &&
      other.start >= one.end &&
      other.end <= one.end + HALF_HOUR,
  );

export function checkFailures(evidence: Evidence, real: readonly Logged[]): void {
  const expected = real.filter((one) => one.failed && !(one.unauthorised && answered(one, real)));
  const failures = allFailures(evidence);
  unique(failures.map(({ requestId }) => requestId));
  const certain = certainFailures(evidence);
  expect(certain.map(({ requestId }) => requestId).sort()).toEqual(
    expected.map(({ requestId }) => requestId).sort(),
  );
  const byId = new Map(real.map((one) => [one.requestId, one]));
  const contexts = new Map(evidence.contexts.map((context) => [context.context, context]));
  const good = real.filter(({ failed, gone }) => !failed && !gone);
  for (const one of failures) {
    const row = byId.get(one.requestId);
    expect([one.atMs, one.context, one.clientInstance, one.requestType]).toEqual([
      row?.end,
      row?.context,
      row?.instance,
      row?.type,
    ]);
    const next = good
      .filter(({ end, instance, context }) => {
        const other = contexts.get(context);
        const same =
          other?.user === one.user && other.mailbox === one.mailbox && other.endpoint === one.endpoint;
        return end > one.atMs && (instance === one.clientInstance || same);
      })
      .reduce((least, { end }) => Math.min(least, end), Number.POSITIVE_INFINITY);
    expect(one.recoveredAfterMs).toBe(Number.isFinite(next) ? next - one.atMs : null);
    const late = evidence.dataEndMs - one.atMs < HALF_HOUR ? 'pending' : 'unresolved';
    const recovered = next - one.atMs <= HALF_HOUR ? 'recovered' : 'recovered_later';
    expect(one.resolution).toBe(Number.isFinite(next) ? recovered : late);
  }
  for (const one of evidence.likeChallenges) expect(byId.get(one.requestId)?.end).toBe(one.atMs);
}

export function checkContexts(evidence: Evidence, real: readonly Logged[]): void {
  const failed = new Set(certainFailures(evidence).map(({ requestId }) => requestId));
  const byContext = Map.groupBy(real, ({ context }) => context);
  unique(evidence.contexts.map(({ context }) => context));
  expect(evidence.contexts.map(({ context }) => context).sort()).toEqual([...byContext.keys()].sort());
  for (const one of evidence.contexts) {
    const rows = byContext.get(one.context) ?? [];
    const opened = rows.filter(
      ({ type, failed: bad, gone }) => ['Connect', 'Bind'].includes(type) && !bad && !gone,
    );
    expect({
      requests: rows.filter(({ unauthorised, requestId }) => !unauthorised || failed.has(requestId)).length,
      failures: rows.filter(({ requestId }) => failed.has(requestId)).length,
      startedAtMs: Math.min(...rows.map(({ start }) => start)),
      endedAtMs: Math.max(...rows.map(({ end }) => end)),
      establishedAtMs: opened.length === 0 ? null : Math.min(...opened.map(({ end }) => end)),
      frontEnds: [...new Set(rows.map(({ frontEnd }) => frontEnd))].sort(),
    }).toEqual({
      requests: one.requests,
      failures: one.failures,
      startedAtMs: one.startedAtMs,
      endedAtMs: one.endedAtMs,
      establishedAtMs: one.establishedAtMs,
      frontEnds: one.frontEnds,
    });
    for (const row of rows) expect(row.instance).toBe(one.clientInstance);
  }
}

export function checkReconnects(evidence: Evidence, real: readonly Logged[]): void {
  const byContext = Map.groupBy(real, ({ context }) => context);
  const failed = new Set(certainFailures(evidence).map(({ requestId }) => requestId));
  unique(evidence.reconnects.map(({ kind, context, lostMs }) => `${kind} ${context} ${lostMs}`));
  for (const one of evidence.reconnects) {
    const rows = byContext.get(one.context) ?? [];
    const before = byContext.get(one.previousContext ?? one.context) ?? [];
    const openings = rows.filter(({ type }) => type === 'Connect' || type === 'Bind');
    const ends = (requests: readonly Logged[]): (number | null)[] => [
      null,
      ...requests.map(({ end }) => end),
    ];
    const challenges = rows.filter(({ unauthorised, requestId }) => unauthorised && !failed.has(requestId));
    expect(ends(before)).toContain(one.lastGoodMs);
    expect([...ends(before), one.firstAttemptMs]).toContain(one.lostMs);
    expect(one.lostMs).toBeLessThanOrEqual(one.firstAttemptMs);
    expect(rows.map(({ start }) => start)).toContain(one.firstAttemptMs);
    expect(ends(openings)).toContain(one.connectedMs);
    expect(ends(rows)).toContain(one.usableMs);
    expect(one.authLegs).toBe(
      challenges.filter(
        ({ start, end }) => start >= one.firstAttemptMs && end <= (one.usableMs ?? Number.POSITIVE_INFINITY),
      ).length,
    );
    if (one.faceValue) expect(showsCause(one, before, rows)).toBe(true);
    if (one.kind === 'resume') {
      expect([one.previousContext, one.connectedMs, one.attempts]).toEqual([null, null, 0]);
      continue;
    }
    expect(one.firstAttemptMs).toBe(Math.min(...openings.map(({ start }) => start)));
    expect(one.attempts).toBe(
      openings.filter(({ unauthorised, requestId }) => !unauthorised || failed.has(requestId)).length,
    );
  }
}

/** Machine that answered the first successful request of a context. */
const holder = (rows: readonly Logged[]): string =>
  rows.find(({ failed, gone }) => !failed && !gone)?.backEnd ?? '';

/** What can be taken at face value has rows that say so. */
function showsCause(one: ReconnectEvidence, before: readonly Logged[], rows: readonly Logged[]): boolean {
  if (one.kind === 'restart') return true;
  const bad = [...before, ...rows].filter(({ failed, gone }) => failed || gone);
  switch (one.cause) {
    case 'failover':
      return one.backEnd !== null && holder(before) !== '' && holder(before) !== holder(rows);
    case 'recycle':
      return one.backEnd !== null && holder(before) === one.backEnd && holder(rows) === one.backEnd;
    case 'idle_expiry': {
      const alive = Math.max(...before.filter(({ failed }) => !failed).map(({ end }) => end));
      const later = [...before, ...rows].filter(({ start }) => start >= alive);
      return later.every(({ start }) => start - alive > 15 * 60_000);
    }
    case 'network':
      return one.kind === 'resume' || bad.some(({ gone }) => gone);
    case 'authentication':
      return bad.some(({ unauthorised }) => unauthorised);
    default:
      return bad.length > 0;
  }
}
