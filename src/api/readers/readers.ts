import path from 'node:path';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import type { IngestState } from '../../store/sqlite/coverage.ts';
import type { Answers } from '../answers/answers.ts';
import type { ExportPart, ExportQuery } from '../answers/export.ts';
import { Problem } from '../problems.ts';
import type { AskReply, ExportReply, Refusal } from './reader-process.ts';

/** Limits of the readers. */
export interface ReaderOptions {
  /** Processes that read at the same time. */
  processes?: number;
  /** Questions that may wait for a process. */
  queue?: number;
  /** How long a question may be worked on, milliseconds. */
  timeoutMs?: number;
  /** How old an answer made of figures may be, milliseconds. */
  freshMs?: number;
}

const isRefusal = (reply: object): reply is Refusal => 'problem' in reply;

/** How long a process that is told to end may take, milliseconds; one that is working is killed then. */
const KILL_MS = 100;

/** Answers that are kept for `freshMs`. */
const MOST_KEPT = 100;

const SCRIPT = fileURLToPath(new URL(`./reader-process${path.extname(import.meta.url)}`, import.meta.url));

/**
 * Reads the database in processes of their own: SQLite works inside the thread that asks, and nothing within a process
 * stops it. So a long question holds up neither the ingest nor the other answers, and is killed when it takes too long.
 */
export class Readers {
  readonly #pool: workerpool.Pool;
  readonly #timeoutMs: number;
  readonly #freshMs: number;
  readonly #ingest: () => IngestState;
  readonly #kept = new Map<string, { answer: Promise<string>; madeMs: number }>();

  /**
   * @param file the database
   * @param ingest how the ingest stands: part of what an answer says of its own completeness
   */
  constructor(file: string, ingest: () => IngestState, options: ReaderOptions = {}) {
    const { processes = 3, queue = 256, timeoutMs = 20_000, freshMs = 2_000 } = options;
    this.#ingest = ingest;
    this.#timeoutMs = timeoutMs;
    this.#freshMs = freshMs;
    this.#pool = workerpool.pool(SCRIPT, {
      workerType: 'process',
      maxWorkers: processes,
      maxQueueSize: queue,
      workerTerminateTimeout: KILL_MS,
      forkArgs: [file],
      forkOpts: { serialization: 'advanced' },
    });
  }

  /** Questions that are worked on and that wait now. */
  get counts(): { running: number; waiting: number } {
    const { activeTasks, pendingTasks } = this.#pool.stats();
    return { running: activeTasks, waiting: pendingTasks };
  }

  /**
   * The answer to a question as JSON text.
   * @throws Problem when the question has no answer, there are too many, or it takes too long
   */
  async ask<Name extends keyof Answers>(name: Name, query: Parameters<Answers[Name]>[1]): Promise<string> {
    const { json } = await this.#run<AskReply>('ask', name, query);
    return json;
  }

  /**
   * A list as text in parts, each read when the one before was taken.
   * @throws Problem before the first part, when the question has no answer
   */
  async *export(wanted: Omit<ExportQuery, 'cursor'>): AsyncGenerator<string> {
    let cursor: string | null = null;
    do {
      const part: ExportPart = await this.#run<ExportReply>('exportPart', { ...wanted, cursor });
      cursor = part.next;
      yield part.text;
    } while (cursor !== null);
  }

  /** The same for figures over many rows: the answer may be `freshMs` old, and who asks the same meanwhile shares it. */
  askFigures<Name extends keyof Answers>(name: Name, query: Parameters<Answers[Name]>[1]): Promise<string> {
    const key = `${name} ${JSON.stringify(query)}`;
    const now = performance.now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && now - kept.madeMs < this.#freshMs) return kept.answer;
    const answer = this.ask(name, query);
    const entry = { answer, madeMs: now };
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    // Its age counts from when it was asked; what failed is asked anew.
    answer.catch(() => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
    });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return answer;
  }

  /** Ends the processes; questions that are worked on fail. */
  async close(): Promise<void> {
    await this.#pool.terminate(true);
  }

  async #run<R extends object>(method: string, ...question: unknown[]): Promise<Exclude<R, Refusal>> {
    if (this.#pool.stats().pendingTasks >= this.#pool.maxQueueSize)
      throw new Problem('overloaded', 'too many questions wait for an answer: ask again in a moment');
    let reply: R;
    try {
      reply = (await this.#pool.exec(method, [...question, this.#ingest()]).timeout(this.#timeoutMs)) as R;
    } catch (error) {
      if (!(error instanceof workerpool.Promise.TimeoutError)) throw error;
      throw new Problem(
        'too_slow',
        `stopped after ${this.#timeoutMs} ms: ask for a shorter time or fewer rows, or use SQL`,
      );
    }
    if (isRefusal(reply)) throw new Problem(reply.problem, reply.detail);
    return reply as Exclude<R, Refusal>;
  }
}
