import { backOff } from './back-off.ts';
import type { Lane, Outlook } from './outlook.ts';
import { type Life, nap, type Process, pause } from './process.ts';
import type { MapiContext, MapiRequest, Reply } from './request.ts';
import type { Mailbox } from './world.ts';

/** Mean time between two things that the person does, in milliseconds. */
const MEAN_THINKING = 220_000;

/** One mailbox that an Outlook has open: a context, a long poll beside it, and reconnecting when it is lost. */
export class MailboxSession {
  readonly mailbox: Mailbox;
  context: MapiContext | undefined;
  readonly #outlook: Outlook;
  readonly #main: Lane;
  readonly #notify: Lane;
  #process: Process | undefined;
  #wait: MapiRequest | 'starting' | undefined;
  /** Something happened in the mailbox or to the connection: look now, before anything else. */
  #resync = false;
  #answerLost = false;
  #tries = 0;

  constructor(outlook: Outlook, mailbox: Mailbox) {
    this.#outlook = outlook;
    this.mailbox = mailbox;
    this.#main = outlook.lane();
    this.#notify = outlook.lane();
  }

  start(delay: number): void {
    this.#process = this.#outlook.run(this.#life(delay));
  }

  /** Has the server end the long poll now, as if there were news; the client then looks at once. */
  nudge(): void {
    const { exchange } = this.#outlook;
    const waits = exchange.waits(({ context }) => context === this.context);
    for (const wait of waits) exchange.finish(wait, 5);
    if (waits.length === 0) this.interrupted();
  }

  /** The present context goes away: the client finds out with its next request. */
  interrupted(): void {
    this.#resync = true;
    this.#process?.wake();
  }

  /** An answer of the present context got lost; a client must not go on in such a context. */
  loseAnswer(): void {
    this.#answerLost = this.context !== undefined;
  }

  forgetConnections(): void {
    this.#main.frontEnd = undefined;
    this.#notify.frontEnd = undefined;
  }

  *#life(delay: number): Life {
    const { random } = this.#outlook;
    yield pause(delay);
    for (;;) {
      yield* this.#outlook.untilBack();
      if (this.#answerLost) this.#drop();
      if (this.context === undefined) {
        yield* this.#connect();
        this.#resync = true;
        if (!(yield* this.#work(random.int(3, 8)))) continue;
      }
      if (this.#resync) {
        this.#resync = false;
        if (!(yield* this.#work(random.int(1, 2)))) continue;
      }
      this.#listen();
      if (!this.#resync) yield nap(random.exponential(MEAN_THINKING) + 500);
      if (this.#resync || this.#answerLost || this.#outlook.away) continue;
      yield* this.#work(random.int(1, 4));
    }
  }

  /** A row of Executes; false when the context or its connection is in trouble. */
  *#work(count: number): Life<boolean> {
    const { random } = this.#outlook;
    const context = this.context;
    if (context === undefined) return false;
    for (let index = 0; index < count; index += 1) {
      if (this.#answerLost || this.#outlook.away) return false;
      yield* this.#untilCut();
      const reply = yield* this.#outlook.request(
        context,
        index === 0 && random.chance(0.04) ? 'PING' : 'Execute',
        this.#main,
      );
      if (reply.outcome !== 'ok') {
        this.#resync = true;
        yield* this.#takeIn(reply);
        return false;
      }
      this.#tries = 0;
      yield pause(random.int(15, 260));
    }
    return true;
  }

  /** A device in front is about to cut the long poll: what comes after the cut shall not overlap it. */
  *#untilCut(): Life {
    const wait = this.#wait;
    if (wait === undefined || wait === 'starting' || !wait.willBreak) return;
    const left = wait.endsAt - this.#outlook.now;
    if (left >= 0 && left < 2500) yield pause(left + this.#outlook.random.int(20, 400));
  }

  *#takeIn(reply: Reply): Life {
    const { random } = this.#outlook;
    const { fault } = reply;
    if (fault === undefined) return;
    this.#tries += 1;
    const keep = fault.class === 'server_shutdown' || fault.layer === 'proxy';
    if (fault.class === 'context_lost' || this.#tries >= (keep ? 7 : 2)) this.#drop();
    yield pause(fault.class === 'context_lost' ? random.int(40, 500) : random.int(900, 3200));
  }

  #drop(): void {
    const { exchange } = this.#outlook;
    for (const wait of exchange.waits(({ context }) => context === this.context)) {
      // One that is ending anyway needs no help.
      if (wait.endsAt - exchange.queue.now > 50) exchange.cut(wait, false);
    }
    this.context = undefined;
    this.#answerLost = false;
    this.#tries = 0;
  }

  *#connect(): Life {
    const context = this.#outlook.newContext(this.mailbox, 'emsmdb');
    for (;;) {
      yield* this.#outlook.untilBack();
      context.attempts += 1;
      const reply = yield* this.#outlook.request(context, 'Connect', this.#main);
      if (reply.outcome === 'ok') break;
      yield pause(backOff(reply.fault, context.attempts, this.#outlook.random));
    }
    this.context = context;
    this.#answerLost = false;
  }

  /** Starts the long poll, unless one is open. */
  #listen(): void {
    const { context } = this;
    if (this.#wait !== undefined || context === undefined) return;
    this.#wait = 'starting';
    this.#outlook.run(this.#poll(context));
  }

  *#poll(context: MapiContext): Life {
    const reply = yield* this.#outlook.request(context, 'NotificationWait', this.#notify, (request) => {
      this.#wait = request;
    });
    // A long poll that fails at once is not asked for again at once; the next Execute shows what is wrong.
    if (reply.outcome === 'failed') yield pause(this.#outlook.random.int(100, 900));
    this.#wait = undefined;
    if (this.context === context) this.interrupted();
  }
}
