import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { NoiseRule } from '../correlate/noise.ts';
import type { FoundAt } from '../input/list-files.ts';
import type { Behind } from '../watch/follower.ts';
import type { StaleSource } from '../watch/pulse.ts';
import { type Trouble, Troubles } from '../watch/troubles.ts';
import type { IngestProgress, IngestSummary } from './tally.ts';
import { startThread } from './thread.ts';
import type { Stored } from './transactions.ts';

/**
 * Free space that is left on the disk of the database unless told otherwise, bytes. One reading may take some hundred
 * megabytes (its rows, the write-ahead log beside them, indexes), and on an Exchange server the disk is often that of
 * its own queues and logs, which must not stop because of a reader.
 */
export const MIN_FREE = 512 * 1024 * 1024;

/** What the ingest thread is started with. */
export interface IngestJob {
  file: string;
  paths: string[];
  /** Longest line, bytes. */
  lineLimit: number;
  /** By which records are marked that nobody caused; the built-in ones unless given. */
  noiseRules?: readonly NoiseRule[];
  /** Reading pauses while the disk of the database has less free space, bytes. */
  minFree?: number;
  /** Logs that were last modified longer ago are not read, milliseconds; null: no limit. */
  maxAgeMs?: number | null;
  /** Bytes of logs that are read in one go; the limits are looked at in between. */
  sliceBytes?: number;
  /** Largest size of the database, bytes; null: no limit. */
  maxSize?: number | null;
}

/** How following stands. */
interface Standing {
  /** What is on disk and was not read. */
  behind: Behind;
  /** What can't be read or written now; it is tried again by itself. */
  troubles: Trouble[];
  /** Folders that used to grow and have stopped. */
  stale: StaleSource[];
  /** The followed paths and how many files lie there; empty before they were listed. */
  found: readonly FoundAt[];
}

export type FromIngest =
  | { type: 'progress'; progress: IngestProgress }
  | { type: 'stored'; stored: Stored }
  /** Something new was read. */
  | { type: 'read'; summary: IngestSummary }
  /** The backlog is read. */
  | { type: 'caught up' }
  /** A reading failed; it is tried again. */
  | { type: 'trouble'; message: string }
  /** The reading that failed is over, even if nothing was left to be read. */
  | { type: 'recovered' }
  /** Logs of the backlog that are not read: they are older than what the limits of age and size keep. */
  | { type: 'left out'; files: number; beforeMs: number }
  | ({ type: 'standing' } & Standing);

/** How an ingest in the background stands. */
export interface IngestStatus extends Standing {
  /** `running`: reading a backlog; `watching`: everything is read, what comes is read as it comes. */
  state: 'idle' | 'running' | 'watching' | 'failed';
  /** Of the whole backlog; then of the last reading. */
  progress: IngestProgress | null;
  /** Why the last reading failed; null when it went well. */
  error: string | null;
}

/** The thread tells how it stands every second; after so long without a word it is busy. */
const SILENT_MS = 3_000;

/** How long a stop waits for the batch being written. */
const STOP_MS = 10_000;

/** A thread that has ended by itself is started again after so long, after twice as long the next time, ... */
const FIRST_RESTART_MS = 1_000;
/** ... up to this. One that has lived for so long begins anew with the first. */
const LONGEST_RESTART_MS = 60_000;

/** What a background ingest says, and when. */
interface IngestEvents {
  /** A transaction was stored: what it holds can be queried. */
  stored: [Stored];
  /** A reading of all that was new came to its end. */
  read: [IngestSummary];
  /** A reading failed; it is tried again. */
  trouble: [message: string];
  /** The list of troubles, `status.troubles`, has changed. */
  troubles: [Trouble[]];
  /** So many logs of the backlog, last written before this time, are not read: the limits would delete them again. */
  leftOut: [files: number, beforeMs: number];
}

/** Follows logs in a thread of its own. */
export class BackgroundIngest extends EventEmitter<IngestEvents> {
  readonly status: IngestStatus = {
    state: 'idle',
    progress: null,
    error: null,
    behind: { bytes: 0, seconds: 0 },
    troubles: [],
    stale: [],
    found: [],
  };
  /** How far behind the thread said that it is. */
  #told: Behind = { bytes: 0, seconds: 0 };
  /** When the thread was heard last, epoch milliseconds. */
  #heardMs = 0;
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #caughtUp = false;
  #stopping = false;
  /** How often the thread has ended by itself lately. */
  #crashes = 0;
  #restart: NodeJS.Timeout | undefined;
  /** That the thread has ended: until something was read again. */
  readonly #crash = new Troubles();
  /** What the thread says of itself. */
  #troubles: Trouble[] = [];

  start(job: IngestJob): void {
    const worker = startThread('ingest-worker', { workerData: job });
    this.#worker = worker;
    // After a fault it is well again when something was read.
    if (this.#crash.list.length === 0) this.status.state = 'running';
    this.#heardMs = Date.now();
    const listening = setInterval(() => this.#noteSilence(), SILENT_MS / 3).unref();
    worker.on('message', (message: FromIngest) => {
      this.#heardMs = Date.now();
      this.#take(message);
    });
    let failure: string | null = null;
    worker.on('error', ({ message }) => {
      failure = message;
    });
    const startedMs = Date.now();
    this.#ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.#worker = null;
        clearInterval(listening);
        if (!this.#stopping) this.#crashed(job, failure ?? `it ended with ${code}`, Date.now() - startedMs);
        else if (this.status.state !== 'failed') this.status.state = 'idle';
        resolve();
      });
    });
  }

  /** A fault of our own, or no memory: reading must not stay away until somebody starts the process again. */
  #crashed(job: IngestJob, failure: string, livedMs: number): void {
    this.#crashes = livedMs > LONGEST_RESTART_MS ? 1 : this.#crashes + 1;
    this.#caughtUp = false;
    const message = `the thread that reads the logs has ended: ${failure}`;
    this.#crash.report(
      job.file,
      {
        kind: 'reading_ended',
        message,
        advice:
          'It is started again by itself and goes on where it was; nothing is lost. If it stays so, start mapiscope again, and report what it says.',
      },
      Date.now(),
    );
    this.#troubles = [];
    this.#fail(message);
    this.#tellTroubles();
    const pauseMs = Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** (this.#crashes - 1));
    this.#restart = setTimeout(() => this.start(job), pauseMs);
  }

  /** Lets the batch being written come to its end; what is stored is whole either way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#worker?.postMessage('stop');
    const late = setTimeout(() => void this.#worker?.terminate(), STOP_MS);
    await this.#ended;
    clearTimeout(late);
  }

  #take(message: FromIngest): void {
    switch (message.type) {
      case 'progress':
        this.status.progress = message.progress;
        return;
      case 'stored':
        this.emit('stored', message.stored);
        return;
      case 'trouble':
        this.#fail(message.message);
        return;
      case 'standing':
        this.#stand(message);
        return;
      case 'left out':
        this.emit('leftOut', message.files, message.beforeMs);
        return;
      case 'read':
        this.emit('read', message.summary);
        break;
      case 'caught up':
        this.#caughtUp = true;
        break;
      case 'recovered':
        break;
    }
    this.status.error = null;
    this.status.state = this.#caughtUp ? 'watching' : 'running';
    if (this.#crash.list.length === 0) return;
    for (const { path: file } of this.#crash.list) this.#crash.clear(file);
    this.#tellTroubles();
  }

  /** A thread that is long busy with one thing can't tell how far it falls behind meanwhile. */
  #noteSilence(): void {
    const silentMs = Date.now() - this.#heardMs;
    if (silentMs <= SILENT_MS) return;
    const { bytes, seconds } = this.#told;
    this.status.behind = { bytes, seconds: seconds + silentMs / 1000 };
  }

  #stand({ behind, troubles, stale, found }: Standing): void {
    this.#told = behind;
    this.status.behind = behind;
    this.#troubles = troubles;
    this.status.stale = stale;
    this.status.found = found;
    this.#tellTroubles();
  }

  #tellTroubles(): void {
    const troubles = [...this.#crash.list, ...this.#troubles];
    const changed = JSON.stringify(troubles) !== JSON.stringify(this.status.troubles);
    this.status.troubles = troubles;
    if (changed) this.emit('troubles', troubles);
  }

  #fail(message: string): void {
    this.status.state = 'failed';
    this.status.error = message;
    this.emit('trouble', message);
  }
}
