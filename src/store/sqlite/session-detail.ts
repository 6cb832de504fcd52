import { type Step, type TimelineRequest, timelineOf } from '../../correlate/sessions/timeline.ts';
import type { Connection } from './database.ts';
import type { RequestRow } from './request-filter.ts';
import type { FailureRow, ReconnectRow, SessionRow } from './view-rows.ts';

/** One thing that happened in a session; of a request its row, of a failed one what became of it. */
export interface TimelineStep extends Step<RequestRow> {
  failure: FailureRow | null;
}

/** Another session that has to do with one. */
export interface RelatedSession {
  /** Whose place it took, who took its place, or another context of the same Outlook. */
  relation: 'previous' | 'next' | 'same_client';
  session: SessionRow;
}

/** One session with what happened in it and around it. */
export interface SessionDetail {
  session: SessionRow;
  steps: TimelineStep[];
  /** Number of the first step given, from 0. */
  first_step: number;
  total_steps: number;
  reconnects: ReconnectRow[];
  related: RelatedSession[];
}

/** Other contexts of the same Outlook that are given: those that began nearest to it. */
const MOST_OF_CLIENT = 50;

/**
 * One session.
 * @param firstStep number of the first step of the timeline to give, from 0
 * @param limit most steps to give
 * @returns null where there is no session of this id
 */
export function sessionDetail(
  db: Connection,
  id: number,
  firstStep: number,
  limit: number,
): SessionDetail | null {
  // In one transaction: everything is of one moment, while logs are being read.
  return db.transaction(() => {
    const session = db.prepare('SELECT * FROM sessions WHERE id = ?').get(id) as SessionRow | undefined;
    if (session === undefined) return null;
    const steps = timelineOf(session, narrowRequests(db, id));
    return {
      session,
      steps: widened(db, steps.slice(firstStep, firstStep + limit)),
      first_step: firstStep,
      total_steps: steps.length,
      reconnects: reconnectsOf(db, id),
      related: relatedTo(db, session),
    };
  })();
}

/** What the timeline is made of, of each request: a session may have tens of thousands. */
const narrowRequests = (db: Connection, session: number): TimelineRequest[] =>
  db
    .prepare(
      'SELECT id, started_ms, ended_ms, client_ip, front_end, back_end FROM requests WHERE session_id = ?',
    )
    .all(session) as TimelineRequest[];

function widened(db: Connection, steps: readonly Step<TimelineRequest>[]): TimelineStep[] {
  const ids = JSON.stringify(steps.flatMap(({ request }) => (request === null ? [] : [request.id])));
  const rowsOf = <Row extends { id: number }>(view: string): Map<number, Row> => {
    const rows = db
      .prepare(`SELECT * FROM ${view} WHERE id IN (SELECT value FROM json_each(?))`)
      .all(ids) as Row[];
    return new Map(rows.map((row) => [row.id, row]));
  };
  const requests = rowsOf<RequestRow>('requests');
  const failures = rowsOf<FailureRow>('failures');
  return steps.map((step) => ({
    ...step,
    request: step.request === null ? null : (requests.get(step.request.id) ?? null),
    failure: step.request === null ? null : (failures.get(step.request.id) ?? null),
  }));
}

/** How the client came to it and back to it, and from it to the next one. */
const reconnectsOf = (db: Connection, session: number): ReconnectRow[] =>
  db
    .prepare(
      `SELECT * FROM reconnects WHERE session_id = :session
       UNION ALL SELECT * FROM reconnects WHERE previous_session_id = :session
       ORDER BY first_attempt_ms, id`,
    )
    .all({ session }) as ReconnectRow[];

function relatedTo(db: Connection, session: SessionRow): RelatedSession[] {
  const sessions = (where: string): SessionRow[] =>
    db
      .prepare(
        `SELECT * FROM sessions WHERE id IN (SELECT id FROM session WHERE ${where}) ORDER BY started_ms, id`,
      )
      .all({
        id: session.id,
        previous: session.previous_session_id,
        instance: session.client_instance,
        started: session.started_ms,
      }) as SessionRow[];
  const of = (relation: RelatedSession['relation'], rows: SessionRow[]): RelatedSession[] =>
    rows.map((row) => ({ relation, session: row }));
  return [
    ...of('previous', sessions('id = :previous')),
    ...of('next', sessions('previous_id = :id')),
    ...of(
      'same_client',
      sessions(
        `client_instance = :instance AND noise IS NULL AND id NOT IN (:id, coalesce(:previous, 0))
         AND coalesce(previous_id, 0) <> :id ORDER BY abs(started_ms - :started), id LIMIT ${MOST_OF_CLIENT}`,
      ),
    ),
  ];
}
