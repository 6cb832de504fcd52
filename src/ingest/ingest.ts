import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { RequestJoin } from '../correlate/join.ts';
import { builtInRules, type NoiseRule } from '../correlate/noise.ts';
import { Sessions } from '../correlate/sessions/sessions.ts';
import { familyOfKind } from '../formats/families.ts';
import type { FamilyId, Kind } from '../formats/family.ts';
import { serverName } from '../formats/values/server-name.ts';
import type { Connection } from '../store/sqlite/database.ts';
import { LongRollUp } from '../store/sqlite/figures/long-roll-up.ts';
import { RollUp } from '../store/sqlite/figures/roll-up.ts';
import { noteNoiseRules } from '../store/sqlite/noise-rules.ts';
import { StoredRequests } from '../store/sqlite/stored-requests.ts';
import { storedSessions } from '../store/sqlite/stored-sessions.ts';
import { type StoredSource, Writer } from '../store/sqlite/writer.ts';
import type { Batch } from './batch.ts';
import type { DecodeOptions, FoundLog, FromDecoder, ToDecoder } from './messages.ts';
import { PartReader } from './parts.ts';
import { threadLimits } from './thread.ts';

/** A file that was not read, or not to its end. */
export interface Problem {
  path: string;
  problem: string;
  /** Whether it should worry the user: a file that is no log of ours does not. */
  serious: boolean;
  /** Whether it may be gone at the next try: a file that can't be opened, a share that is away. */
  passing: boolean;
}

/** How far an ingest is, for a progress bar. Bytes are those of the files; compressed ones have no size. */
export interface IngestProgress {
  files: number;
  filesDone: number;
  bytes: number;
  bytesDone: number;
  records: number;
  path: string | null;
}

/** What an ingest did. */
export interface IngestSummary {
  /** Logs that were recognised, read now or before. */
  files: number;
  /** New records. */
  records: number;
  /** New lines that could not be read as records. */
  rejected: number;
  /** New records that were read with a reservation. */
  warnings: number;
  /** Bytes read; of compressed logs the uncompressed ones. */
  bytes: number;
  seconds: number;
  /** New records by kind. */
  kinds: Partial<Record<Kind, number>>;
  problems: Problem[];
  /** Columns that mapiscope does not know: their values are kept in `extra`. */
  unknownColumns: string[];
  /** Logs whose last line has no end yet: it is read when it is whole. */
  unfinished: string[];
}

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

export interface IngestOptions {
  /** Longest line in bytes. */
  lineLimit?: number;
  /** By which records are marked that nobody caused; the built-in ones unless given. */
  noiseRules?: readonly NoiseRule[];
  /** False: records are stored and no requests made of them. For measuring what that costs. */
  correlate?: boolean;
  onProgress?: (progress: IngestProgress) => void;
  /** Called after each transaction: what it stored can be queried now. */
  onStored?: (stored: Stored) => void;
}

/** A transaction ends after so many bytes of logs: it costs the same whatever is in it ... */
const COMMIT_BYTES = 24 * 1024 * 1024;
/** ... or after so many milliseconds, also while a slow share gives nothing. */
const COMMIT_MS = 500;

export const LINE_LIMIT = 1024 * 1024;

/**
 * Reads every log below the paths into the database, once. What was read before is not read again: of a log that
 * has grown only the new part.
 */
export async function ingest(
  db: Connection,
  paths: readonly string[],
  options: IngestOptions = {},
): Promise<IngestSummary> {
  const reader = new Ingest(db, options);
  try {
    const summary = await reader.read(paths);
    new RollUp(db).finish();
    new LongRollUp(db).finish();
    return summary;
  } finally {
    await reader.close();
  }
}

const noProgress = (): IngestProgress => ({
  files: 0,
  filesDone: 0,
  bytes: 0,
  bytesDone: 0,
  records: 0,
  path: null,
});

const emptySummary = (): IngestSummary => ({
  files: 0,
  records: 0,
  rejected: 0,
  warnings: 0,
  bytes: 0,
  seconds: 0,
  kinds: {},
  problems: [],
  unknownColumns: [],
  unfinished: [],
});

/**
 * The pipeline: a worker decodes, this thread writes, and each batch is stored together with the offset that it
 * reaches. After an error it can't be used any more (the worker knows ids that were never stored): make a new one.
 */
export class Ingest {
  readonly #writer: Writer;
  readonly #join: RequestJoin;
  readonly #sessions: Sessions;
  readonly #parts = new PartReader();
  readonly #correlate: boolean;
  readonly #onProgress: (progress: IngestProgress) => void;
  readonly #onStored: (stored: Stored) => void;
  readonly #worker: Worker;
  readonly #opened = new Map<number, { source: StoredSource; log: FoundLog }>();
  #reading: PromiseWithResolvers<void> | null = null;
  #broken = false;
  #first = true;
  #progress = noProgress();
  #summary = emptySummary();
  #source: StoredSource | null = null;
  #log: FoundLog | null = null;
  #family: FamilyId = 'http_proxy';
  #bytesBefore = 0;
  /** Back-end logs whose server became known in the transaction that is open, after records of them. */
  readonly #renamed = new Set<number>();
  /** What the transaction that is open holds; null when none is open. */
  #pending: Omit<Stored, 'commitMs' | 'requests'> | null = null;
  #commitTimer: NodeJS.Timeout | undefined;

  constructor(
    db: Connection,
    {
      lineLimit = LINE_LIMIT,
      noiseRules = builtInRules,
      correlate = true,
      onProgress = () => undefined,
      onStored = () => undefined,
    }: IngestOptions = {},
  ) {
    this.#correlate = correlate;
    this.#onProgress = onProgress;
    this.#onStored = onStored;
    this.#writer = new Writer(db);
    noteNoiseRules(db, noiseRules, this.#writer.lastRequestId() + 1);
    const stored = new StoredRequests(db);
    this.#join = new RequestJoin(this.#writer.lastRequestId(), stored);
    this.#sessions = new Sessions(storedSessions(db, this.#writer.lastSessionId(), stored));
    const workerData: DecodeOptions = { lastIds: this.#writer.lastSharedIds(), lineLimit, noiseRules };
    // The same file is TypeScript in a checkout's tests and JavaScript when built.
    const file = new URL(`./decode-worker${path.extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, { workerData, resourceLimits: threadLimits });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the decode worker ended early')));
    this.#worker.on('message', (message: FromDecoder) => {
      // What comes behind a batch that was not stored must not be stored either: its offset would skip that batch.
      if (this.#broken) return;
      try {
        this.#take(message, (answer) => this.#worker.postMessage(answer));
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #fail(error: unknown): void {
    this.#broken = true;
    this.#rollBack();
    this.#reading?.reject(error);
  }

  /**
   * Reads what is new in every log below the paths. One reading at a time.
   * @param newestDayFirst read a backlog from its newest day on
   */
  async read(paths: readonly string[], newestDayFirst = false): Promise<IngestSummary> {
    if (this.#reading !== null) throw new Error('a reading is under way');
    if (this.#broken) throw new Error('an earlier reading failed');
    const started = performance.now();
    this.#progress = noProgress();
    this.#summary = emptySummary();
    this.#bytesBefore = 0;
    this.#reading = Promise.withResolvers<void>();
    // Later readings are of logs that are known to have changed.
    const finished = this.#first ? this.#writer.finishedLogs() : [];
    this.#first = false;
    this.#worker.postMessage({
      type: 'read',
      paths: [...paths],
      newestDayFirst,
      finished,
    } satisfies ToDecoder);
    try {
      await this.#reading.promise;
    } finally {
      this.#reading = null;
    }
    this.#summary.seconds = (performance.now() - started) / 1000;
    return this.#summary;
  }

  /** Stops at once; what is stored is whole. */
  async close(): Promise<void> {
    this.#broken = true;
    this.#rollBack();
    await this.#worker.terminate();
  }

  /** Opens a transaction when none is open: what is read and how far it was read are stored together. */
  #transaction(): Omit<Stored, 'commitMs' | 'requests'> {
    if (this.#pending !== null) return this.#pending;
    this.#writer.begin();
    this.#commitTimer = setTimeout(() => this.#commitLate(), COMMIT_MS);
    this.#pending = { records: 0, rejected: 0, bytes: 0 };
    return this.#pending;
  }

  #commitLate(): void {
    try {
      this.#commit();
    } catch (error) {
      this.#fail(error);
    }
  }

  #commit(): void {
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
    if (pending.bytes > 0) this.#onStored({ ...pending, commitMs, requests });
  }

  /** Requests of logs whose server has become known since they were stored are of that server. */
  #rename(): void {
    if (this.#renamed.size === 0) return;
    for (const source of this.#renamed) this.#writer.renameSource(source);
    this.#renamed.clear();
    this.#join.forget();
  }

  #rollBack(): void {
    clearTimeout(this.#commitTimer);
    if (this.#pending === null) return;
    this.#pending = null;
    this.#writer.rollback();
  }

  #take(message: FromDecoder, answer: (message: ToDecoder) => void): void {
    const progress = this.#progress;
    switch (message.type) {
      case 'done':
        this.#commit();
        this.#reading?.resolve();
        return;
      case 'failed':
        throw new Error(`decoding stopped: ${message.message}`);
      case 'plan':
        progress.files = message.files;
        progress.bytes = message.bytes;
        break;
      case 'problem':
        this.#summary.problems.push({
          path: message.path,
          problem: message.problem,
          serious: message.serious,
          passing: message.passing,
        });
        break;
      case 'found':
        answer(this.#open(message.log));
        break;
      case 'begin':
        this.#begin(message.source);
        break;
      case 'batch':
        this.#store(message.batch);
        answer({ type: 'stored' });
        break;
      case 'finished':
        this.#close(message);
        break;
      case 'skipped':
        if (message.known) this.#summary.files++;
        this.#done(message.bytes);
        break;
    }
    this.#onProgress(progress);
  }

  #open(log: FoundLog): Extract<ToDecoder, { type: 'resume' }> {
    this.#transaction();
    const source = this.#writer.openSource({
      path: log.path,
      kind: log.kind,
      fingerprint: log.fingerprint,
      size: log.size,
      storedSize: log.storedSize,
      modifiedMs: log.modifiedMs,
      server: serverName(log.serverOfPath),
    });
    this.#opened.set(source.id, { source, log });
    const { offset, tailHash, header, state } = source;
    const unread = header === null || state === null || offset === 0;
    const progress = unread ? null : { offset, tailHash, header, state };
    return { type: 'resume', source: source.id, progress };
  }

  #begin(id: number): void {
    const opened = this.#opened.get(id);
    if (opened === undefined) throw new Error(`source ${id} was not announced`);
    this.#opened.delete(id);
    this.#source = opened.source;
    this.#log = opened.log;
    this.#family = familyOfKind(opened.source.kind).id;
    this.#bytesBefore = this.#progress.bytesDone;
    this.#progress.path = opened.log.path;
    this.#summary.files++;
  }

  #store(batch: Batch): void {
    const source = this.#source;
    if (source === null) throw new Error('a batch came before its log');
    const pending = this.#transaction();
    const server = batch.state.server ?? source.server;
    if (server !== source.server && source.offset > 0 && this.#family !== 'http_proxy')
      this.#renamed.add(source.id);
    source.server = server;
    if (this.#correlate) {
      for (const part of this.#parts.read(this.#family, batch, this.#writer.nextRecordId, server))
        this.#join.add(part);
    }
    this.#writer.store(source.id, this.#family, batch);
    const summary = this.#summary;
    summary.records += batch.count;
    summary.rejected += batch.rejected.length;
    summary.warnings += batch.warnings.length;
    for (const name of batch.headers.flatMap(({ unknown }) => unknown)) {
      if (!summary.unknownColumns.includes(name)) summary.unknownColumns.push(name);
    }
    const bytes = batch.offset - source.offset;
    summary.bytes += bytes;
    summary.kinds[source.kind] = (summary.kinds[source.kind] ?? 0) + batch.count;
    source.offset = batch.offset;
    this.#progress.records += batch.count;
    this.#progress.bytesDone = this.#bytesBefore + Math.min(batch.offset, this.#log?.storedSize ?? 0);
    pending.records += batch.count;
    pending.rejected += batch.rejected.length;
    pending.bytes += bytes;
    if (pending.bytes >= COMMIT_BYTES) this.#commit();
  }

  #close({ unfinished, problem, passing }: Extract<FromDecoder, { type: 'finished' }>): void {
    const source = this.#source;
    const log = this.#log;
    if (source === null || log === null) return;
    if (problem !== null) this.#summary.problems.push({ path: log.path, problem, serious: true, passing });
    if (unfinished > 0) this.#summary.unfinished.push(log.path);
    const state = problem !== null ? 'failed' : unfinished > 0 ? 'waiting' : 'complete';
    this.#transaction();
    this.#writer.closeSource(source.id, state, problem, unfinished);
    this.#source = null;
    this.#done(log.storedSize);
  }

  #done(bytes: number): void {
    this.#progress.filesDone++;
    this.#progress.bytesDone = this.#bytesBefore + bytes;
    this.#bytesBefore = this.#progress.bytesDone;
  }
}
