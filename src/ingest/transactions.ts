import { RequestJoin } from '../correlate/join.ts';
import type { NoiseRule } from '../correlate/noise.ts';
import { Sessions } from '../correlate/sessions/sessions.ts';
import { familyOfKind } from '../formats/families.ts';
import { serverName } from '../formats/values/server-name.ts';
import type { Connection } from '../store/sqlite/database.ts';
import { noteNoiseRules } from '../store/sqlite/noise-rules.ts';
import type { StoredSource } from '../store/sqlite/sources.ts';
import { StoredRequests } from '../store/sqlite/stored-requests.ts';
import { storedSessions } from '../store/sqlite/stored-sessions.ts';
import { Writer } from '../store/sqlite/writer.ts';
import type { Batch } from './batch.ts';
import type { LastIds } from './encode/shared-values.ts';
import type { FinishedLog, FoundLog } from './messages.ts';
import { PartReader } from './parts.ts';

/** What one transaction put into the database. */
export interface Stored {
  records: number;
  rejected: number;
  /** Bytes of the logs that it covers. */
  bytes: number;
  /** How long the transaction took, milliseconds. */
  commitMs: number;
  /** Ids of the requests that are new or have changed. */
  requests: number[];
}

/** How batches become rows. */
export interface TransactionOptions {
  noiseRules: readonly NoiseRule[];
  /** False: records are stored and no requests made of them. */
  correlate: boolean;
  /** A transaction ends after so many bytes of logs. */
  commitBytes: number;
  /** Called after each transaction: what it stored can be queried now. */
  onStored: (stored: Stored) => void;
  /** Called when a transaction that had been open for long could not be ended. */
  onFailed: (error: unknown) => void;
}

/** A transaction ends after so many bytes of logs: it costs the same whatever is in it ... */
export const COMMIT_BYTES = 24 * 1024 * 1024;
/** ... or after so many milliseconds, also while a slow share gives nothing. */
const COMMIT_MS = 500;

/**
 * Requests that are kept at hand while what is written now is read: the other record of a request comes within seconds. In
 * a backlog it may be at the end of the next log.
 */
const LIVE_AT_HAND = 50_000;

/** What a transaction that is open holds so far. */
type Pending = Omit<Stored, 'commitMs' | 'requests'>;

/**
 * Puts what is read into the database: records, the requests and sessions that come of them, and how far each log was
 * read, together in one transaction. After an error a new one has to be made.
 */
export class Transactions {
  readonly #options: TransactionOptions;
  readonly #writer: Writer;
  readonly #join: RequestJoin;
  readonly #sessions: Sessions;
  readonly #parts = new PartReader();
  /** Back-end logs whose server became known in the transaction that is open, after records of them. */
  readonly #renamed = new Set<number>();
  /** Null when none is open. */
  #pending: Pending | null = null;
  #commitTimer: NodeJS.Timeout | undefined;

  constructor(db: Connection, options: TransactionOptions) {
    this.#options = options;
    this.#writer = new Writer(db);
    noteNoiseRules(db, options.noiseRules, this.#writer.lastRequestId() + 1);
    const stored = new StoredRequests(db);
    this.#join = new RequestJoin(this.#writer.lastRequestId(), stored);
    this.#sessions = new Sessions(storedSessions(db, this.#writer.lastSessionId(), stored));
  }

  /** Keeps less in memory from now on: the backlog is read. */
  keepLess(): void {
    this.#join.keep(LIVE_AT_HAND);
  }

  /** The last ids in use in the shared tables. */
  lastSharedIds(): LastIds {
    return this.#writer.lastSharedIds();
  }

  /** The logs that were read to their end, as they looked then. */
  finishedLogs(): FinishedLog[] {
    return this.#writer.finishedLogs();
  }

  /** The stored form of a log; made when it is new. */
  openSource(log: FoundLog): StoredSource {
    this.#open();
    return this.#writer.openSource({
      path: log.path,
      kind: log.kind,
      fingerprint: log.fingerprint,
      size: log.size,
      storedSize: log.storedSize,
      modifiedMs: log.modifiedMs,
      server: serverName(log.serverOfPath),
    });
  }

  /** Stores a batch of a log. @returns the bytes of the log that it covers */
  store(source: StoredSource, batch: Batch): number {
    const pending = this.#open();
    const family = familyOfKind(source.kind).id;
    const server = batch.state.server ?? source.server;
    if (server !== source.server && source.offset > 0 && family !== 'http_proxy')
      this.#renamed.add(source.id);
    source.server = server;
    if (this.#options.correlate) {
      for (const part of this.#parts.read(family, batch, this.#writer.nextRecordId, server))
        this.#join.add(part);
    }
    this.#writer.store(source.id, family, batch);
    const bytes = batch.offset - source.offset;
    source.offset = batch.offset;
    pending.records += batch.count;
    pending.rejected += batch.rejected.length;
    pending.bytes += bytes;
    if (pending.bytes >= this.#options.commitBytes) this.commit();
    return bytes;
  }

  /** Notes how reading a log ended. @param unfinished bytes of a last line that has no end yet */
  closeSource({ id }: StoredSource, problem: string | null, unfinished: number): void {
    const state = problem !== null ? 'failed' : unfinished > 0 ? 'waiting' : 'complete';
    this.#open();
    this.#writer.closeSource(id, state, problem, unfinished);
  }

  /** Opens a transaction when none is open. */
  #open(): Pending {
    if (this.#pending !== null) return this.#pending;
    this.#writer.begin();
    this.#commitTimer = setTimeout(() => this.#commitLate(), COMMIT_MS);
    this.#pending = { records: 0, rejected: 0, bytes: 0 };
    return this.#pending;
  }

  #commitLate(): void {
    try {
      this.commit();
    } catch (error) {
      this.#options.onFailed(error);
    }
  }

  /** Ends the transaction that is open. */
  commit(): void {
    const pending = this.#pending;
    if (pending === null) return;
    const started = performance.now();
    const changes = this.#join.takeChanged();
    this.#writer.storeRequests(changes, this.#sessions.apply(changes));
    this.#rename();
    this.#writer.commit();
    this.#pending = null;
    clearTimeout(this.#commitTimer);
    const commitMs = performance.now() - started;
    const requests = [...changes.requests.map(({ id }) => id), ...changes.challenges.map(({ id }) => id)];
    if (pending.bytes > 0) this.#options.onStored({ ...pending, commitMs, requests });
  }

  /** Requests of logs whose server has become known since they were stored are of that server. */
  #rename(): void {
    if (this.#renamed.size === 0) return;
    for (const source of this.#renamed) this.#writer.renameSource(source);
    this.#renamed.clear();
    this.#join.forget();
  }

  /** Takes back what the transaction that is open holds. */
  rollBack(): void {
    clearTimeout(this.#commitTimer);
    if (this.#pending === null) return;
    this.#pending = null;
    this.#writer.rollback();
  }
}
