import type { Outcome } from '../outcome.ts';
import { restored, type StoredRequest } from '../request.ts';
import { type Account, emptyAccount, enter } from './account.ts';
import { comparison, type FactName, weigh } from './link.ts';
import type { Resume } from './resume.ts';
import { inOrder, type Step, stepOf } from './step.ts';

/** A fact that speaks for the cause of a reconnect, and the request that shows it. */
export interface Evidence {
  fact:
    | FactName
    /** Of a restart: the client instance is another one. */
    | 'client_instance_changed'
    /** Of a resume: requests of the same context succeeded again. */
    | 'context_survived';
  /** As that of a `Fact`. */
  value: string | null;
  /** Id of the request that shows it; null where no single one does. */
  request: number | null;
}

/** A session's account, and by which request each part of it came to its present value. */
interface Replay {
  account: Account;
  by: Partial<Record<keyof Account, number>>;
}

const inTurn = (requests: readonly StoredRequest[]): Step[] =>
  requests.map((stored) => stepOf(restored(stored))).sort(inOrder);

/** Makes a session's account anew. */
function replay(requests: readonly StoredRequest[]): Replay {
  const account = emptyAccount();
  const by: Replay['by'] = {};
  for (const step of inTurn(requests)) {
    const before = { ...account };
    enter(account, step);
    for (const name of Object.keys(account) as (keyof Account)[])
      if (account[name] !== before[name]) by[name] = step.id;
  }
  return { account, by };
}

/** Which part of which account a fact is about; of a comparison, the new session's. */
const shownBy: Partial<Record<FactName, (previous: Replay, next: Replay) => number | undefined>> = {
  back_end_changed: (_, { by }) => by.machine,
  back_end_same: (_, { by }) => by.machine,
  process_changed: (_, { by }) => by.processMs,
  process_same: (_, { by }) => by.processMs,
  address_changed: (_, { by }) => by.firstAddress,
  address_same: (_, { by }) => by.firstAddress,
  connection_broke: ({ by }) => by.trouble,
  old_context_refused: ({ by }) => by.trouble,
  new_context_refused: (_, { by }) => by.openingTrouble,
};

/**
 * Why a context had to be replaced: what was weighed, the deciding fact last.
 * @param previous all requests of the old session
 * @param next all requests of the new one
 */
export function reconnectEvidence(
  previous: readonly StoredRequest[],
  next: readonly StoredRequest[],
): Evidence[] {
  const before = replay(previous);
  const after = replay(next);
  return weigh(before.account, after.account).map(({ fact, value }) => ({
    fact,
    value,
    request: shownBy[fact]?.(before, after) ?? null,
  }));
}

/** Why a client is taken for restarted: it is another instance; the records do not tell why. */
export const restartEvidence = (before: string | null, after: string | null): Evidence[] => [
  { fact: 'client_instance_changed', value: `${before} → ${after}`, request: null },
  { fact: 'nothing_found', value: null, request: null },
];

/**
 * What broke in a context that went on, and by what it went on.
 * @param requests all of the session
 */
export function resumeEvidence(
  requests: readonly StoredRequest[],
  { lostMs, firstAttemptMs, usableMs }: Pick<Resume, 'lostMs' | 'firstAttemptMs' | 'usableMs'>,
): Evidence[] {
  const steps = inTurn(requests);
  const lost = steps.find(({ endMs, outcome }) => endMs === lostMs && isBad(outcome));
  const usable = steps.find(({ endMs, outcome }) => endMs === usableMs && outcome === 'ok');
  const before = steps.findLast(
    ({ startMs, address }) => address !== null && startMs < (firstAttemptMs ?? 0),
  );
  const facts: Evidence[] = [];
  if (lost !== undefined) facts.push({ fact: 'connection_broke', value: lost.outcome, request: lost.id });
  if (before !== undefined && usable !== undefined) {
    const address = comparison('address', before.address, usable.address);
    facts.push({ ...address, request: usable.id });
  }
  facts.push({ fact: 'context_survived', value: null, request: usable?.id ?? null });
  return facts;
}

const isBad = (outcome: Outcome): boolean => outcome === 'failed' || outcome === 'client_gone';
