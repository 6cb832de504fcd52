import { failureOf, measuresOf } from '../../correlate/facts.ts';
import type { Changes } from '../../correlate/join.ts';
import { type Request, restored } from '../../correlate/request.ts';
import type { SessionChanges } from '../../correlate/sessions/sessions.ts';
import type { Value } from '../../ingest/encode/values.ts';
import { BulkInsert } from './bulk-insert.ts';
import type { Connection } from './database.ts';
import { DirtySlots } from './figures/dirty.ts';
import { SeriesIds } from './series-ids.ts';
import { SessionWriter } from './session-writer.ts';
import { StoredRequests } from './stored-requests.ts';

/** Columns of `request` that indexes have. */
const keyColumns = ['ended_ms', 'outcome', 'noise', 'session_id'];

/** Columns of a request that did not fail and is not in a classic log: nearly all. */
const plainColumns = [
  'id',
  ...keyColumns,
  'started_ms',
  'front_id',
  'back_id',
  'series_id',
  'answered',
  'duration_ms',
  'client_stream_ms',
  'front_end_ms',
  'routing_ms',
  'backend_ms',
  'queue_ms',
];
const requestColumns = [...plainColumns, 'classic_id', 'failure_id'];

/** The records of a request end within this time of each other, milliseconds: what the join looks through. */
const JOIN_REACH_MS = 20 * 60_000;

/** Writes requests and what was made of them; inside the transaction that stores their records. */
export class RequestWriter {
  readonly #requests: BulkInsert;
  /** What is not handed over is NULL and costs nothing. */
  readonly #plain: BulkInsert;
  readonly #sessions: SessionWriter;
  readonly #series: SeriesIds;
  readonly #dirty: DirtySlots;
  readonly #stored: StoredRequests;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #idOnly: Value[] = [0];

  /** @param lastId gives the highest id that a table ever had */
  constructor(db: Connection, lastId: (table: string) => number) {
    this.#requests = new BulkInsert(db, 'request', requestColumns);
    this.#plain = new BulkInsert(db, 'request', plainColumns);
    this.#dirty = new DirtySlots(db);
    this.#sessions = new SessionWriter(db, this.#dirty);
    this.#series = new SeriesIds(db, lastId);
    this.#stored = new StoredRequests(db);
    this.#statements = prepare(db);
  }

  store({ requests, challenges }: Changes, sessions: SessionChanges): void {
    for (const request of requests) this.#put(request);
    this.#plain.flush();
    this.#requests.flush();
    for (const { id } of challenges) {
      const endedMs = this.#statements.confirmChallenge.get(id) as number | undefined;
      if (endedMs !== undefined) this.#dirty.mark(endedMs);
    }
    this.#sessions.store(sessions);
    this.#dirty.store();
    for (const request of requests) {
      request.stored = true;
      request.keys = null;
    }
  }

  /**
   * The machine whose log a source is has become known after records of it were stored: their requests get the series
   * that names it. After `store`.
   */
  renameSource(source: number): void {
    const { ofSource, moveSeries } = this.#statements;
    const ids = ofSource.all({ source, reachMs: JOIN_REACH_MS }) as number[];
    for (const stored of this.#stored.withIds(ids)) {
      const request = restored(stored);
      moveSeries.run(this.#series.of(request), request.id);
      this.#dirty.mark(request.endedMs);
    }
    this.#dirty.store();
  }

  #put(request: Request): void {
    const { id, stored, startedMs, endedMs, front, back, classic, outcome, noise } = request;
    const { session, keys } = request;
    const spent = measuresOf(request);
    const failure = failureOf(request);
    const values = [
      endedMs,
      outcome,
      noise,
      session,
      startedMs,
      front?.recordId ?? null,
      back?.recordId ?? null,
      this.#series.of(request),
      front?.backEndStatus === 200 ? 1 : 0,
      spent.durationMs,
      spent.clientStreamMs,
      spent.frontEndMs,
      spent.routingMs,
      spent.backendMs,
      spent.queueMs,
      classic?.recordId ?? null,
      failure === null ? null : this.#series.failure(failure),
    ];
    this.#dirty.mark(endedMs);
    if (keys !== null) this.#dirty.mark(keys.endedMs);
    if (stored) {
      const same =
        keys !== null &&
        keys.endedMs === endedMs &&
        keys.outcome === outcome &&
        keys.noise === noise &&
        keys.session === session;
      // SQLite puts an entry of an index anew whether its column has another value or not.
      if (same) this.#statements.changeRest.run(...values.slice(keyColumns.length), id);
      else this.#statements.changeRequest.run(...values, id);
    } else {
      this.#idOnly[0] = id;
      const bulk = classic === null && failure === null ? this.#plain : this.#requests;
      bulk.add(this.#idOnly, values, 0);
    }
  }
}

const changing = (columns: readonly string[]): string =>
  `UPDATE request SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`;

function prepare(db: Connection) {
  return {
    confirmChallenge: db
      .prepare(
        `UPDATE request SET outcome = 'challenge', failure_id = NULL WHERE id = ?
         RETURNING ended_ms`,
      )
      .pluck(),
    changeRequest: db.prepare(changing(requestColumns.slice(1))),
    changeRest: db.prepare(changing(requestColumns.slice(1 + keyColumns.length))),
    moveSeries: db.prepare('UPDATE request SET series_id = ? WHERE id = ?'),
    // Ends of a request's records differ by less than the join reaches; of classic rows there are few.
    ofSource: db
      .prepare(
        `SELECT q.id FROM source s JOIN request q ON q.ended_ms BETWEEN s.first_ms - :reachMs AND s.last_ms + :reachMs
         JOIN mapi_http_record b ON b.id = q.back_id WHERE s.id = :source AND b.source_id = :source
         UNION SELECT q.id FROM request q JOIN mapi_client_access_record k ON k.id = q.classic_id
         WHERE q.classic_id IS NOT NULL AND k.source_id = :source`,
      )
      .pluck(),
  };
}
