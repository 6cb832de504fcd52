import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import type { Made, RollUp } from '../store/sqlite/figures/roll-up.ts';
import { startThread } from './thread.ts';

/** What is written now will change again in a moment: its facts are made when nothing has changed for so long. */
const QUIET_MS = 2_000;
/** Ten minutes that are made at a time: between two transactions of a backlog there is room for some. */
const MOST = 12;
/** Share of the time of this thread that may go into storing them. */
const SHARE = 0.1;
/** After an error a new thread is tried. */
const RETRY_MS = 5_000;

/**
 * Has the facts of ten minutes made by a thread of its own while this one, which writes, goes on; only storing them is
 * left to this one. The thread is started when there is something to do.
 */
export class RollUpThread {
  readonly #file: string;
  readonly #rollUp: RollUp;
  readonly #onError: (error: unknown) => void;
  #thread: Thread | null = null;
  #asked = false;
  /** By the clock that nobody sets. */
  #notBefore = 0;

  /** @param file of the database */
  constructor(file: string, rollUp: RollUp, onError: (error: unknown) => void) {
    this.#file = file;
    this.#rollUp = rollUp;
    this.#onError = onError;
  }

  /**
   * Stores what was made, and asks for what is next. Outside of transactions.
   * @param nowMs epoch milliseconds of the machine's clock
   * @returns whether there is more to do at once
   */
  turn(nowMs: number): boolean {
    if (this.#asked && this.#thread !== null) {
      // Batches that wait to be stored go before other messages: an answer is looked for here, not waited for.
      const answer = receiveMessageOnPort(this.#thread.port);
      if (answer === undefined) return true;
      this.#asked = false;
      const started = performance.now();
      this.#rollUp.put(answer.message as Made[]);
      this.#notBefore = started + (performance.now() - started) / SHARE;
    }
    if (performance.now() < this.#notBefore) return false;
    const due = this.#rollUp.due(MOST, nowMs - QUIET_MS);
    if (due.length === 0) return false;
    this.#thread ??= this.#start();
    this.#thread.port.postMessage(due);
    this.#asked = true;
    return true;
  }

  /** What is under way is dropped: it stays due. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#asked = false;
    await thread?.worker.terminate();
  }

  #start(): Thread {
    const { port1, port2 } = new MessageChannel();
    const worker = startThread('roll-up-worker', {
      workerData: { file: this.#file, port: port2 },
      transferList: [port2],
    });
    worker.on('error', (error) => {
      if (this.#thread?.worker !== worker) return;
      this.#notBefore = performance.now() + RETRY_MS;
      void this.close();
      this.#onError(error);
    });
    return { worker, port: port1 };
  }
}

interface Thread {
  worker: Worker;
  /** What is asked of it, and its answers. */
  port: MessagePort;
}
