import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openForReading } from '../../src/store/sqlite/database.ts';

const INGEST = path.join(import.meta.dirname, 'ingest-child.ts');
const FOLLOW = path.join(import.meta.dirname, 'follow-child.ts');

/** How often the database is looked at. */
const LOOK_MS = 4;

/** A process that is there to be killed. */
export class Victim {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';
  #over = false;

  private constructor(file: string, arguments_: readonly string[]) {
    this.#child = spawn(process.execPath, [...arguments_], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Half of a short run is compiling.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(path.dirname(file), 'compiled') },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', () => {
        this.#over = true;
        resolve();
      });
    });
  }

  /** A program that ingests the folder in small transactions. */
  static ingest(folder: string, file: string): Victim {
    return new Victim(file, [INGEST, file, folder]);
  }

  /** A program that follows the folder until it is killed. */
  static follow(folder: string, file: string): Victim {
    return new Victim(file, [FOLLOW, file, folder]);
  }

  /** Waits until it ends by itself. */
  async end(): Promise<void> {
    await this.#ended;
    this.#check();
  }

  /** Kills it after a while. @returns whether it was still running */
  async killAfter(ms: number): Promise<boolean> {
    await this.#pause(ms);
    return this.#kill();
  }

  /** Kills it a moment after so many bytes of logs are stored. @returns whether it was still running */
  async killAtBytes(file: string, bytes: number, afterMs: number): Promise<boolean> {
    while (!this.#over && bytesRead(file) < bytes) await this.#pause(LOOK_MS);
    await this.#pause(afterMs);
    return this.#kill();
  }

  async #pause(ms: number): Promise<void> {
    const waiting = new AbortController();
    void this.#ended.then(
      () => waiting.abort(),
      () => waiting.abort(),
    );
    await sleep(ms, undefined, { signal: waiting.signal }).catch(() => undefined);
  }

  /** No handler runs, nothing is flushed or closed. */
  async #kill(): Promise<boolean> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    if (this.#child.signalCode === 'SIGKILL') return true;
    this.#check();
    return false;
  }

  /** Ended by itself it must have done its work: 3 says that some lines were rejected. */
  #check(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === 0 || exitCode === 3) return;
    throw new Error(`ended with ${exitCode ?? signalCode}:\n${this.#output}`);
  }
}

/** Bytes of logs that are in the database; 0 when it has not come into being yet. */
export function bytesRead(file: string): number {
  try {
    const db = openForReading(file);
    try {
      return db.prepare('SELECT coalesce(sum(offset), 0) FROM source').pluck().get() as number;
    } finally {
      db.close();
    }
  } catch {
    return 0;
  }
}
