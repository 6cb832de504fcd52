import type { Worker } from 'node:worker_threads';
import type { DecodeOptions, FromDecoder, ToDecoder } from './messages.ts';
import { startThread } from './thread.ts';

/** Who is told what the thread says, and that it has ended by itself. */
export interface DecodeListener {
  take: (message: FromDecoder) => void;
  fail: (error: unknown) => void;
}

/**
 * The thread that reads and decodes logs. It outlives a pipeline that ends while nothing is read: starting a thread costs
 * more than reading what has come in a moment.
 */
export class DecodeThread {
  #worker: Worker | null = null;
  #listener: DecodeListener | null = null;

  /** Begins anew, for this listener: nothing is known any more of what was read before. */
  begin(options: DecodeOptions, listener: DecodeListener): void {
    this.#listener = listener;
    this.#worker ??= this.#start();
    this.say({ type: 'start', options });
  }

  say(message: ToDecoder): void {
    this.#worker?.postMessage(message);
  }

  /** Tells nobody anything until it begins anew. */
  rest(): void {
    this.#listener = null;
  }

  /** Ends it at once, whatever it is doing; it can begin anew. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#listener = null;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = startThread('decode-worker');
    const tell = (what: (listener: DecodeListener) => void): void => {
      // One that was ended may still have something to say.
      if (worker === this.#worker && this.#listener !== null) what(this.#listener);
    };
    worker.on('message', (message: FromDecoder) => tell(({ take }) => take(message)));
    worker.on('error', (error) => tell(({ fail }) => fail(error)));
    worker.on('exit', () => {
      tell(({ fail }) => fail(new Error('the decode worker ended early')));
      if (worker === this.#worker) this.#worker = null;
    });
    return worker;
  }
}
