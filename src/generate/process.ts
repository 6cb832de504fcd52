import type { EventQueue } from './event-queue.ts';
import type { Reply } from './request.ts';

/** Something that takes simulated time; calls back when it is over. */
export type Effect = (process: Process, resume: (reply: Reply | undefined) => void) => void;
/** The life of one actor: yields what it waits for. */
export type Life<T = void> = Generator<Effect, T, Reply | undefined>;

/** Runs one actor's life against the simulated clock. */
export class Process {
  readonly queue: EventQueue;
  readonly #life: Life;
  #waiting = 0;
  #wake: (() => void) | undefined;
  #stopped = false;

  constructor(queue: EventQueue, life: Life) {
    this.queue = queue;
    this.#life = life;
  }

  start(): this {
    this.#resume(undefined);
    return this;
  }

  /** The actor does nothing more; what it had under way no longer concerns it. */
  stop(): void {
    this.#stopped = true;
    this.#waiting += 1;
  }

  /** Ends a nap early. Nothing happens to an actor that waits for something else. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake !== undefined) this.queue.after(0, wake);
  }

  /** Lets `wake` end the present wait. */
  onWake(resume: () => void): void {
    this.#wake = resume;
  }

  #resume(reply: Reply | undefined): void {
    this.#wake = undefined;
    const next = this.#life.next(reply);
    if (next.done === true || this.#stopped) return;
    this.#waiting += 1;
    const turn = this.#waiting;
    next.value(this, (answer) => {
      if (turn === this.#waiting && !this.#stopped) this.#resume(answer);
    });
  }
}

/** Waits this long, whatever happens. */
export const pause =
  (ms: number): Effect =>
  (process, resume) =>
    process.queue.after(ms, () => resume(undefined));

/** Waits this long or until something wakes the actor. */
export const nap =
  (ms: number): Effect =>
  (process, resume) => {
    process.onWake(() => resume(undefined));
    process.queue.after(ms, () => resume(undefined));
  };
