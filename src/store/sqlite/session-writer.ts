import { missingOf } from '../../correlate/sessions/counters.ts';
import type { Resume } from '../../correlate/sessions/resume.ts';
import type { Session } from '../../correlate/sessions/session.ts';
import type { SessionChanges } from '../../correlate/sessions/sessions.ts';
import { userKey } from '../../formats/values/user-key.ts';
import type { Connection } from './database.ts';
import type { DirtySlots } from './figures/dirty.ts';
import { accountText } from './stored-sessions.ts';

/** Columns of the table `session`, `id` first. */
const columns = [
  'id',
  'context',
  'client_instance',
  'user',
  'user_key',
  'mailbox',
  'endpoint',
  'software',
  'version',
  'mode',
  'database',
  'front_ends',
  'noise',
  'started_ms',
  'ended_ms',
  'last_recovery_ms',
  'missing',
  'missing_open',
  'previous_id',
  'kind',
  'cause',
  'account',
] as const;

/** Writes what correlation made of the requests; inside the transaction that stores them. */
export class SessionWriter {
  readonly #statements: ReturnType<typeof prepare>;
  /** How many resumes of a session are stored, for those that have any. */
  readonly #resumes = new Map<number, number>();

  readonly #dirty: DirtySlots;

  constructor(db: Connection, dirty: DirtySlots) {
    this.#dirty = dirty;
    this.#statements = prepare(db);
  }

  store({ sessions, removed, recoveries, people }: SessionChanges): void {
    const { remove, recover, name } = this.#statements;
    for (const session of sessions) {
      this.#put(session);
      this.#putResumes(session.id, session.account.resumes);
      session.stored = true;
    }
    for (const id of removed) {
      remove.run(id);
      this.#putResumes(id, []);
    }
    for (const { request, recoveredMs } of recoveries) {
      const endedMs = recover.get(recoveredMs, request) as number | undefined;
      if (endedMs !== undefined) this.#dirty.mark(endedMs);
    }
    for (const known of people) name.run(known.name, known.person, known.request);
  }

  #put({ id, context, clientInstance, who, account, lastRecoveryMs, link }: Session): void {
    const missing = account.numbered ? missingOf(account, account.endedMs) : null;
    this.#statements.put.run(
      id,
      context,
      clientInstance,
      who.user,
      who.user === null ? null : userKey(who.user),
      who.mailbox,
      who.endpoint,
      who.software,
      who.version,
      who.mode,
      who.database,
      JSON.stringify(who.frontEnds),
      who.noise,
      account.startedMs,
      account.endedMs,
      lastRecoveryMs,
      missing?.all ?? null,
      missing?.open ?? null,
      link?.previous ?? null,
      link?.kind ?? null,
      link?.cause ?? null,
      accountText(account),
    );
  }

  #putResumes(session: number, resumes: readonly Resume[]): void {
    const { forget, resume } = this.#statements;
    if (resumes.length === 0 && this.#resumes.get(session) === 0) return;
    forget.run(session);
    for (const [n, one] of resumes.entries()) {
      const { lastGoodMs, lostMs, firstAttemptMs, usableMs, attempts, authLegs, frontEnd } = one;
      resume.run(session, n, lastGoodMs, lostMs, firstAttemptMs, usableMs, attempts, authLegs, frontEnd);
    }
    this.#resumes.set(session, resumes.length);
  }
}

function prepare(db: Connection) {
  const rest = columns.filter((column) => column !== 'id');
  return {
    put: db.prepare(
      `INSERT INTO session (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    ),
    remove: db.prepare('DELETE FROM session WHERE id = ?'),
    forget: db.prepare('DELETE FROM resume WHERE session_id = ?'),
    resume: db.prepare(
      `INSERT INTO resume (session_id, n, last_good_ms, lost_ms, first_attempt_ms, usable_ms, attempts, auth_legs, front_end)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    recover: db.prepare('UPDATE request SET recovered_ms = ? WHERE id = ? RETURNING ended_ms').pluck(),
    name: db.prepare(
      `INSERT INTO person_name (name, person_id, request_id) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET person_id = excluded.person_id`,
    ),
  };
}
