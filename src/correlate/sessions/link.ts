import { formatTimestamp } from '../../formats/values/timestamp.ts';
import type { Account } from './account.ts';
import type { Session } from './session.ts';

/** Why a client had to get a new context; in the order in which the evidence is weighed. */
export type Cause =
  | 'failover'
  | 'recycle'
  | 'idle_expiry'
  | 'network'
  | 'authentication'
  | 'throttling'
  | 'refused'
  | 'unknown';

/** Which session another one took the place of, and why. */
export interface Link {
  previous: number;
  /** `restart`: by a new client instance of the same person; the records do not tell why. */
  kind: 'reconnect' | 'restart';
  cause: Cause;
}

/** A context that nobody uses for so long is given up by the server (X-ExpirationInfo, 15 minutes by default). */
export const LIFETIME_MS = 15 * 60_000;

/**
 * A context that is still used so long after another was begun was not replaced by it: clients keep several. A long
 * poll lasts up to 5 minutes, and the next one is begun at its end.
 */
const PARALLEL_MS = 6 * 60_000;

const isBefore = (a: Session, b: Session): boolean =>
  a.account.startedMs < b.account.startedMs ||
  (a.account.startedMs === b.account.startedMs && a.context < b.context);

/** Whether two sessions are of one client instance, for the same mailbox and endpoint. */
export const sameLine = (a: Session, b: Session): boolean =>
  a.clientInstance === b.clientInstance &&
  a.who.mailbox === b.who.mailbox &&
  a.who.endpoint === b.who.endpoint;

/** The newest of those begun before the session that were not in use beside it. */
function newestBefore(session: Session, others: Iterable<Session>): Session | null {
  let newest: Session | null = null;
  const parallelFrom = session.account.startedMs + PARALLEL_MS;
  for (const other of others) {
    if (other === session || !isBefore(other, session) || other.account.lastStartMs > parallelFrom) continue;
    if (newest === null || isBefore(newest, other)) newest = other;
  }
  return newest;
}

/**
 * The session whose place this one took.
 * @param ofInstance all sessions of its client instance
 * @param ofPerson all sessions of its person for its mailbox and endpoint; asked for only when they matter
 */
export function linkOf(
  session: Session,
  ofInstance: ReadonlySet<Session>,
  ofPerson: () => ReadonlySet<Session>,
): Link | null {
  // Without its Connect or Bind nothing is known of how it came about.
  if (session.account.firstAttemptMs === null || session.clientInstance === null) return null;
  const line = [...ofInstance].filter((other) => sameLine(session, other));
  const own = newestBefore(session, line);
  if (own !== null) {
    if (own.account.closed) return null;
    return { previous: own.id, kind: 'reconnect', cause: causeOf(own.account, session.account) };
  }
  if (line.some((other) => isBefore(other, session))) return null;
  const { software } = session.who;
  const others = [...ofPerson()].filter(
    (other) =>
      other.clientInstance !== session.clientInstance &&
      (software === null || other.who.software === null || other.who.software === software),
  );
  const before = newestBefore(session, others);
  return before === null ? null : { previous: before.id, kind: 'restart', cause: 'unknown' };
}

/** Why a context was lost, by the accounts of it and of the one that took its place. */
export function causeOf(previous: Account, next: Account): Cause {
  for (const { cause } of rules) {
    const found = cause(previous, next);
    if (found !== null) return found;
  }
  return 'unknown';
}

/** What was found when the cause was sought. */
export interface Fact {
  fact: FactName;
  /** What stands in the records; of a change `before → after`, of a silence its milliseconds. */
  value: string | null;
}

export type FactName =
  | `${'back_end' | 'process' | 'address'}_${'changed' | 'same' | 'unknown'}`
  | 'silence_beyond_lifetime'
  | 'silence_within_lifetime'
  | 'connection_broke'
  | 'old_context_refused'
  | 'new_context_refused'
  | 'nothing_found';

/** What was weighed, in order, up to the fact that decided: the last one. */
export function weigh(previous: Account, next: Account): Fact[] {
  const facts: Fact[] = [];
  for (const { cause, fact } of rules) {
    const found = fact(previous, next);
    if (found !== null) facts.push(found);
    if (cause(previous, next) !== null) return facts;
  }
  return [...facts, { fact: 'nothing_found', value: null }];
}

/** One kind of evidence. */
interface Rule {
  /** The cause that it shows; null where it shows none. */
  cause(previous: Account, next: Account): Cause | null;
  /** What there is to say about it; null where it says nothing. */
  fact(previous: Account, next: Account): Fact | null;
}

/** In the order in which they are weighed. */
const rules: readonly Rule[] = [
  {
    cause: ({ machine: before }, { machine }) => (differ(before, machine) ? 'failover' : null),
    fact: ({ machine: before }, { machine }) => comparison('back_end', before, machine),
  },
  {
    cause: ({ processMs: before }, { processMs }) => (differ(before, processMs) ? 'recycle' : null),
    fact: ({ processMs: before }, { processMs }) => comparison('process', isoOf(before), isoOf(processMs)),
  },
  {
    cause: (previous, next) => (silenceOf(previous, next) > LIFETIME_MS ? 'idle_expiry' : null),
    fact: (previous, next) => {
      const silence = silenceOf(previous, next);
      return {
        fact: silence > LIFETIME_MS ? 'silence_beyond_lifetime' : 'silence_within_lifetime',
        value: String(silence),
      };
    },
  },
  {
    cause: ({ trouble }) => (trouble === 'network' ? 'network' : null),
    fact: ({ trouble }) => (trouble === 'network' ? { fact: 'connection_broke', value: null } : null),
  },
  {
    cause: ({ address }, { firstAddress }) => (differ(address, firstAddress) ? 'network' : null),
    fact: ({ address }, { firstAddress }) => comparison('address', address, firstAddress),
  },
  {
    cause: ({ trouble }) => trouble,
    fact: ({ trouble }) => (trouble === null ? null : { fact: 'old_context_refused', value: trouble }),
  },
  {
    cause: (_, { openingTrouble }) => openingTrouble,
    fact: (_, { openingTrouble }) =>
      openingTrouble === null ? null : { fact: 'new_context_refused', value: openingTrouble },
  },
];

const differ = <T>(before: T | null, after: T | null): boolean =>
  before !== null && after !== null && before !== after;

/** The longest time without any request between the last good one of the old context and the new one's first. */
const silenceOf = (previous: Account, next: Account): number =>
  Math.max(previous.silenceMs, (next.firstAttemptMs ?? next.startedMs) - previous.endedMs);

const isoOf = (ms: number | null): string | null => (ms === null ? null : formatTimestamp(ms));

/** What is to be said of a value before and after. */
export function comparison(
  what: 'back_end' | 'process' | 'address',
  before: string | null,
  after: string | null,
): Fact {
  if (before === null || after === null) return { fact: `${what}_unknown`, value: before ?? after };
  return before === after
    ? { fact: `${what}_same`, value: before }
    : { fact: `${what}_changed`, value: `${before} → ${after}` };
}
