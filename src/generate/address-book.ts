import { backOff } from './back-off.ts';
import type { Lane, Outlook } from './outlook.ts';
import { type Life, pause } from './process.ts';
import type { MapiContext, RequestType } from './request.ts';

const MEAN_PAUSE = 25 * 60_000;
const OPERATIONS: readonly RequestType[] = [
  'QueryRows',
  'ResolveNames',
  'ResolveNames',
  'GetMatches',
  'GetProps',
  'QueryRows',
];

/** The address book of an Outlook: now and then a short context with a few look-ups. */
export class AddressBook {
  /** The context, while one is open. */
  context: MapiContext | undefined;
  readonly #outlook: Outlook;
  readonly #lane: Lane;

  constructor(outlook: Outlook) {
    this.#outlook = outlook;
    this.#lane = { frontEnd: undefined, usedAt: 0 };
  }

  start(delay: number): void {
    this.#outlook.run(this.#life(delay));
  }

  forgetConnection(): void {
    this.#lane.frontEnd = undefined;
  }

  *#life(delay: number): Life {
    const { random } = this.#outlook;
    yield pause(delay);
    for (;;) {
      // After a failure the next look-up follows soon: the person tries again.
      const done = yield* this.#lookUp();
      this.context = undefined;
      yield pause(done ? random.exponential(MEAN_PAUSE) + 60_000 : random.int(15_000, 60_000));
    }
  }

  *#lookUp(): Life<boolean> {
    const { random, client } = this.#outlook;
    const context = this.#outlook.newContext(client.person.mailbox, 'nspi');
    this.context = context;
    for (;;) {
      context.attempts += 1;
      const reply = yield* this.#outlook.request(context, 'Bind', this.#lane);
      if (reply.outcome === 'ok') break;
      yield pause(backOff(reply.fault, context.attempts, random));
    }
    const operations: RequestType[] = ['UpdateStat'];
    for (let count = random.int(1, 4); count > 0; count -= 1) operations.push(random.pick(OPERATIONS));
    operations.push('Unbind');
    for (const type of operations) {
      const reply = yield* this.#outlook.request(context, type, this.#lane);
      // Throttling fails one look-up and leaves the context as it is.
      if (reply.outcome !== 'ok' && reply.fault?.layer !== 'nspi') return false;
      yield pause(random.int(10, 700));
    }
    return true;
  }
}
