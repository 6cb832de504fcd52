import { millisecondsInDay } from 'date-fns/constants';
import {
  type Evidence,
  reconnectEvidence,
  restartEvidence,
  resumeEvidence,
} from '../../correlate/sessions/evidence.ts';
import type { Connection } from './database.ts';
import type { RequestRow } from './request-filter.ts';
import { StoredRequests } from './stored-requests.ts';
import type { FailureRow, ReconnectRow } from './view-rows.ts';

/** Percentiles of durations in milliseconds; null where nothing was measured. */
export interface Percentiles {
  count: number;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** The anatomy of one reconnect, resume or restart. */
export interface ReconnectDetail {
  reconnect: ReconnectRow;
  /** What was weighed to find the cause, in order; the deciding fact is the last but what only confirms it. */
  evidence: { fact: Evidence['fact']; value: string | null; request_id: number | null }[];
  /** From the last good request of the old context to the first one of use in the new one. */
  requests: RequestRow[];
  /** Those of them that failed, as the view `failures` has them. */
  failures: FailureRow[];
  /** `usable_ms` of the others of its kind within a day before and after. */
  peers: Percentiles;
}

/** Requests that are given at most: a client that tries for hours fills pages. */
const MOST_REQUESTS = 500;

/** One reconnect. @returns null where there is none of this id */
export function reconnectDetail(db: Connection, id: number): ReconnectDetail | null {
  return db.transaction(() => {
    const reconnect = db
      .prepare('SELECT * FROM reconnects WHERE session_id = :session AND id = :id')
      .get({ session: sessionOf(id), id }) as ReconnectRow | undefined;
    if (reconnect === undefined) return null;
    const requests = requestsAround(db, reconnect);
    return {
      reconnect,
      evidence: evidenceOf(db, reconnect).map(({ fact, value, request }) => ({
        fact,
        value,
        request_id: request,
      })),
      requests,
      failures: failuresAmong(db, requests),
      peers: peersOf(db, reconnect),
    };
  })();
}

/** The view numbers an episode by its session and its place there. */
const sessionOf = (id: number): number => Math.floor(id / 65_536);
const placeOf = (id: number): number => id % 65_536;

function evidenceOf(db: Connection, { id, kind, session_id, previous_session_id }: ReconnectRow): Evidence[] {
  const requests = new StoredRequests(db);
  const ofSession = requests.ofSession(session_id);
  if (kind === 'resume') {
    const resume = db
      .prepare(
        `SELECT lost_ms AS lostMs, first_attempt_ms AS firstAttemptMs, usable_ms AS usableMs
         FROM resume WHERE session_id = ? AND n = ?`,
      )
      .get(session_id, placeOf(id) - 1) as Parameters<typeof resumeEvidence>[1];
    return resumeEvidence(ofSession, resume);
  }
  if (kind === 'reconnect') return reconnectEvidence(requests.ofSession(previous_session_id ?? 0), ofSession);
  const instance = db.prepare('SELECT client_instance FROM session WHERE id = ?').pluck();
  const of = (session: number | null): string | null => (instance.get(session) as string | undefined) ?? null;
  return restartEvidence(of(previous_session_id), of(session_id));
}

function requestsAround(db: Connection, reconnect: ReconnectRow): RequestRow[] {
  const { session_id, previous_session_id, last_good_at, usable_at } = reconnect;
  const ms = (at: unknown): number | null => (typeof at === 'string' ? Date.parse(at) : null);
  return db
    .prepare(
      `SELECT * FROM requests
       WHERE session_id IN (:session, :previous)
         AND (session_id <> :old OR ended_ms >= coalesce(:from, 0))
         AND (session_id <> :session OR started_ms <= coalesce(:to, 9e15))
       ORDER BY started_ms, ended_ms, id LIMIT ${MOST_REQUESTS}`,
    )
    .all({
      session: session_id,
      previous: previous_session_id,
      // A resume has both ends in one context.
      old: previous_session_id ?? session_id,
      from: ms(last_good_at),
      to: ms(usable_at),
    }) as RequestRow[];
}

const failuresAmong = (db: Connection, requests: readonly RequestRow[]): FailureRow[] =>
  db
    .prepare('SELECT * FROM failures WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(requests.map(({ id }) => id))) as FailureRow[];

function peersOf(db: Connection, { id, kind, first_attempt_ms }: ReconnectRow): Percentiles {
  const durations = db
    .prepare(
      `SELECT usable_ms FROM reconnects WHERE first_attempt_ms BETWEEN :from AND :to AND kind = :kind AND id <> :id
         AND usable_ms IS NOT NULL ORDER BY usable_ms`,
    )
    .pluck()
    .all({
      from: first_attempt_ms - millisecondsInDay,
      to: first_attempt_ms + millisecondsInDay,
      kind,
      id,
    }) as number[];
  // Nearest rank: a value that was measured.
  const rank = (share: number): number | null =>
    durations[Math.max(0, Math.ceil(share * durations.length) - 1)] ?? null;
  return {
    count: durations.length,
    p50: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
    max: durations.at(-1) ?? null,
  };
}
