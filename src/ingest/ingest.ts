import { builtInRules, type NoiseRule } from '../correlate/noise.ts';
import type { Connection } from '../store/sqlite/database.ts';
import { LongRollUp } from '../store/sqlite/figures/long-roll-up.ts';
import { RollUp } from '../store/sqlite/figures/roll-up.ts';
import type { StoredSource } from '../store/sqlite/sources.ts';
import { DecodeThread } from './decode-thread.ts';
import type { FoundLog, FromDecoder } from './messages.ts';
import { RollUpThread } from './roll-up-thread.ts';
import { type IngestProgress, type IngestSummary, Tally } from './tally.ts';
import { COMMIT_BYTES, type Stored, Transactions } from './transactions.ts';

export interface IngestOptions {
  /** Longest line in bytes. */
  lineLimit?: number;
  /** By which records are marked that nobody caused; the built-in ones unless given. */
  noiseRules?: readonly NoiseRule[];
  /** False: records are stored and no requests made of them. For measuring what that costs. */
  correlate?: boolean;
  /** A transaction ends after so many bytes of logs. */
  commitBytes?: number;
  onProgress?: (progress: IngestProgress) => void;
  /** Called after each transaction: what it stored can be queried now. */
  onStored?: (stored: Stored) => void;
  /** Decodes; it is left for the next one when this one is closed while nothing is read. One of its own unless given. */
  thread?: DecodeThread;
}

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
  const rollUp = new RollUp(db);
  // What it can't do is done at the end, where an error would come again.
  const beside = db.memory ? null : new RollUpThread(db.name, rollUp, () => undefined);
  const reader = new Ingest(db, {
    ...options,
    onStored: (stored) => {
      beside?.turn(Date.now());
      options.onStored?.(stored);
    },
  });
  try {
    const summary = await reader.read(paths).finally(() => beside?.close());
    rollUp.finish();
    new LongRollUp(db).finish();
    return summary;
  } finally {
    await reader.close();
  }
}

/**
 * The pipeline: a worker decodes, this thread writes, and each batch is stored together with the offset that it
 * reaches. After an error it can't be used any more (the worker knows ids that were never stored): make a new one.
 */
export class Ingest {
  readonly #transactions: Transactions;
  readonly #onProgress: (progress: IngestProgress) => void;
  readonly #thread: DecodeThread;
  readonly #isThreadShared: boolean;
  readonly #announced = new Map<number, Opened>();
  #reading: PromiseWithResolvers<void> | null = null;
  #broken = false;
  #first = true;
  #tally = new Tally();
  #current: Opened | null = null;

  constructor(
    db: Connection,
    {
      lineLimit = LINE_LIMIT,
      noiseRules = builtInRules,
      correlate = true,
      commitBytes = COMMIT_BYTES,
      onProgress = () => undefined,
      onStored = () => undefined,
      thread,
    }: IngestOptions = {},
  ) {
    this.#onProgress = onProgress;
    this.#transactions = new Transactions(db, {
      noiseRules,
      correlate,
      commitBytes,
      onStored,
      onFailed: (error) => this.#fail(error),
    });
    this.#isThreadShared = thread !== undefined;
    this.#thread = thread ?? new DecodeThread();
    this.#thread.begin(
      { lastIds: this.#transactions.lastSharedIds(), lineLimit, noiseRules },
      {
        fail: (error) => this.#fail(error),
        take: (message) => {
          // What comes behind a batch that was not stored must not be stored either: its offset would skip that batch.
          if (this.#broken) return;
          try {
            this.#take(message);
          } catch (error) {
            this.#fail(error);
          }
        },
      },
    );
  }

  #fail(error: unknown): void {
    this.#broken = true;
    this.#transactions.rollBack();
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
    this.#tally = new Tally();
    const { summary } = this.#tally;
    this.#reading = Promise.withResolvers<void>();
    // Later readings are of logs that are known to have changed.
    const finished = this.#first ? this.#transactions.finishedLogs() : [];
    this.#first = false;
    this.#thread.say({ type: 'read', paths: [...paths], newestDayFirst, finished });
    try {
      await this.#reading.promise;
    } finally {
      this.#reading = null;
    }
    summary.seconds = (performance.now() - started) / 1000;
    return summary;
  }

  /** Keeps less in memory from now on: the backlog is read. */
  keepLess(): void {
    this.#transactions.keepLess();
  }

  /** Stops at once; what is stored is whole. */
  async close(): Promise<void> {
    const idle = !this.#broken && this.#reading === null;
    this.#broken = true;
    this.#transactions.rollBack();
    if (idle && this.#isThreadShared) this.#thread.rest();
    else await this.#thread.end();
    this.#reading?.reject(new Error('the reading was ended'));
  }

  #take(message: FromDecoder): void {
    const tally = this.#tally;
    switch (message.type) {
      case 'done':
        this.#transactions.commit();
        this.#reading?.resolve();
        return;
      case 'failed':
        throw new Error(`decoding stopped: ${message.message}`);
      case 'plan':
        tally.plan(message.files, message.bytes);
        break;
      case 'problem': {
        const { path, problem, serious, passing } = message;
        tally.problem({ path, problem, serious, passing });
        break;
      }
      case 'found':
        this.#announce(message.log);
        break;
      case 'begin':
        this.#begin(message.source);
        break;
      case 'batch': {
        const { source, log } = this.#opened('a batch');
        const bytes = this.#transactions.store(source, message.batch);
        tally.batch(source.kind, message.batch, bytes, log.storedSize);
        this.#thread.say({ type: 'stored' });
        break;
      }
      case 'finished':
        this.#finish(message);
        break;
      case 'skipped':
        tally.skip(message.bytes, message.known);
        break;
    }
    this.#onProgress(tally.progress);
  }

  /** Tells the decoder from where a log is read on. */
  #announce(log: FoundLog): void {
    const source = this.#transactions.openSource(log);
    this.#announced.set(source.id, { source, log });
    const { offset, tailHash, header, state } = source;
    const unread = header === null || state === null || offset === 0;
    const progress = unread ? null : { offset, tailHash, header, state };
    this.#thread.say({ type: 'resume', source: source.id, progress });
  }

  #begin(id: number): void {
    const opened = this.#announced.get(id);
    if (opened === undefined) throw new Error(`source ${id} was not announced`);
    this.#announced.delete(id);
    this.#current = opened;
    this.#tally.begin(opened.log.path);
  }

  #opened(what: string): Opened {
    if (this.#current === null) throw new Error(`${what} came before its log`);
    return this.#current;
  }

  #finish({ unfinished, problem, passing }: Extract<FromDecoder, { type: 'finished' }>): void {
    const { source, log } = this.#opened('an end');
    if (problem !== null) this.#tally.problem({ path: log.path, problem, serious: true, passing });
    this.#transactions.closeSource(source, problem, unfinished);
    this.#current = null;
    this.#tally.end(log.path, log.storedSize, unfinished > 0);
  }
}

/** A log that is read, as it was found and as it is stored. */
interface Opened {
  source: StoredSource;
  log: FoundLog;
}
