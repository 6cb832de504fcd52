import { EventEmitter } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { IngestProgress, IngestSummary, Stored } from './ingest.ts';

/** What the ingest thread is started with. */
export interface IngestJob {
  file: string;
  paths: string[];
  lineLimit: number;
}

export type FromIngest =
  | { type: 'progress'; progress: IngestProgress }
  | { type: 'stored'; stored: Stored }
  /** Something new was read. */
  | { type: 'read'; summary: IngestSummary }
  /** The backlog is read. */
  | { type: 'caught up' }
  /** A reading failed; it is tried again. */
  | { type: 'trouble'; message: string };

/** How an ingest in the background stands. */
export interface IngestStatus {
  /** `running`: reading a backlog; `watching`: everything is read, what comes is read as it comes. */
  state: 'idle' | 'running' | 'watching' | 'failed';
  progress: IngestProgress | null;
  /** The latest trouble; null when the last reading went well. */
  error: string | null;
}

/** How long a stop waits for the batch being written. */
const STOP_MS = 10_000;

/** What a background ingest says, and when. */
interface IngestEvents {
  /** A transaction was stored: what it holds can be queried. */
  stored: [Stored];
  /** A reading of all that was new came to its end. */
  read: [IngestSummary];
  /** A reading failed; it is tried again. */
  trouble: [message: string];
}

/** Follows logs in a thread of its own. */
export class BackgroundIngest extends EventEmitter<IngestEvents> {
  readonly status: IngestStatus = { state: 'idle', progress: null, error: null };
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #caughtUp = false;

  start(job: IngestJob): void {
    const worker = new Worker(new URL(`./ingest-worker${path.extname(import.meta.url)}`, import.meta.url), {
      workerData: job,
    });
    this.#worker = worker;
    this.status.state = 'running';
    worker.on('message', (message: FromIngest) => this.#take(message));
    worker.on('error', ({ message }) => this.#fail(message));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#worker = null;
        if (this.status.state !== 'failed') this.status.state = 'idle';
        resolve();
      });
    });
  }

  /** Lets the batch being written come to its end; what is stored is whole either way. */
  async stop(): Promise<void> {
    this.#worker?.postMessage('stop');
    const late = setTimeout(() => void this.#worker?.terminate(), STOP_MS);
    await this.#ended;
    clearTimeout(late);
  }

  #take(message: FromIngest): void {
    if (message.type === 'progress') this.status.progress = message.progress;
    else if (message.type === 'stored') this.emit('stored', message.stored);
    else if (message.type === 'trouble') this.#fail(message.message);
    else {
      if (message.type === 'caught up') this.#caughtUp = true;
      else this.emit('read', message.summary);
      this.status.error = null;
      this.status.state = this.#caughtUp ? 'watching' : 'running';
    }
  }

  #fail(message: string): void {
    this.status.state = 'failed';
    this.status.error = message;
    this.emit('trouble', message);
  }
}
