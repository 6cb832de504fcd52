import type { StoredRequest } from '../../../correlate/request.ts';
import { expire } from '../../../correlate/sessions/expired.ts';
import type { Connection } from '../database.ts';
import { StoredRequests } from '../stored-requests.ts';
import { expiredText, parseExpired } from '../stored-sessions.ts';

/** Keeps what deleted requests added up to, at the sessions that have others which stay. */
export class ExpiredAccounts {
  readonly #requests: StoredRequests;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Connection) {
    this.#requests = new StoredRequests(db);
    this.#statements = prepare(db);
  }

  /**
   * To be called in the transaction that deletes them, before.
   * @param ids requests that ended before the cutoff, in the order of their ends over all calls
   */
  add(ids: readonly number[], cutoffMs: number): void {
    const { straddling, expired, store } = this.#statements;
    const wanted = straddling.all(JSON.stringify(ids), cutoffMs) as number[];
    if (wanted.length === 0) return;
    const bySession = Map.groupBy(this.#requests.withIds(wanted), ({ session }) => session ?? 0);
    for (const [session, requests] of bySession as Map<number, StoredRequest[]>) {
      const before = parseExpired(expired.get(session) as string | null | undefined);
      store.run(expiredText(expire(before, requests)), session);
    }
  }
}

function prepare(db: Connection) {
  return {
    straddling: db
      .prepare(
        `SELECT q.id FROM request q JOIN session s ON s.id = q.session_id
         WHERE q.id IN (SELECT value FROM json_each(?)) AND s.ended_ms >= ?`,
      )
      .pluck(),
    expired: db.prepare('SELECT expired FROM session WHERE id = ?').pluck(),
    store: db.prepare('UPDATE session SET expired = ? WHERE id = ?'),
  };
}
