import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { IngestProgress, IngestSummary } from './ingest.ts';

/** What the ingest thread is started with. */
export interface IngestJob {
  file: string;
  paths: string[];
  lineLimit: number;
}

export type FromIngest =
  | { type: 'progress'; progress: IngestProgress }
  | { type: 'done'; summary: IngestSummary }
  | { type: 'failed'; message: string };

/** How an ingest in the background stands. */
export interface IngestStatus {
  state: 'idle' | 'running' | 'done' | 'failed';
  progress: IngestProgress | null;
  summary: IngestSummary | null;
  error: string | null;
}

/** An ingest in a thread of its own. */
export class BackgroundIngest {
  readonly status: IngestStatus = { state: 'idle', progress: null, summary: null, error: null };
  #worker: Worker | null = null;

  /** Begins to read. @returns resolves when everything is read, or reading failed (see `status`) */
  start(job: IngestJob): Promise<void> {
    const worker = new Worker(new URL(`./ingest-worker${path.extname(import.meta.url)}`, import.meta.url), {
      workerData: job,
    });
    this.#worker = worker;
    this.status.state = 'running';
    return new Promise((resolve) => {
      const fail = (message: string): void => {
        if (this.status.state === 'running') {
          this.status.state = 'failed';
          this.status.error = message;
        }
        resolve();
      };
      worker.on('message', (message: FromIngest) => {
        if (message.type === 'progress') this.status.progress = message.progress;
        else if (message.type === 'failed') fail(message.message);
        else {
          this.status.state = 'done';
          this.status.summary = message.summary;
        }
      });
      worker.on('error', (error) => fail(error.message));
      worker.on('exit', () => fail('the ingest thread ended early'));
    });
  }

  /** Stops at once: what is stored is whole, the rest is read at the next start. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}
