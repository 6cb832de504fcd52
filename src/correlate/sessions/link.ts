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
  if (previous.machine !== null && next.machine !== null && previous.machine !== next.machine)
    return 'failover';
  if (previous.processMs !== null && next.processMs !== null && previous.processMs !== next.processMs)
    return 'recycle';
  const silence = Math.max(previous.silenceMs, (next.firstAttemptMs ?? next.startedMs) - previous.endedMs);
  if (silence > LIFETIME_MS) return 'idle_expiry';
  if (previous.trouble === 'network' || moved(previous, next)) return 'network';
  return previous.trouble ?? next.openingTrouble ?? 'unknown';
}

const moved = ({ address }: Account, { firstAddress }: Account): boolean =>
  address !== null && firstAddress !== null && address !== firstAddress;
