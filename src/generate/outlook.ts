import { AddressBook } from './address-book.ts';
import type { Exchange } from './exchange.ts';
import type { Ledger } from './ledger.ts';
import { MailboxSession } from './mailbox-session.ts';
import type { Ask } from './new-request.ts';
import { type Effect, type Life, Process, pause } from './process.ts';
import type { Random } from './random.ts';
import type { ClientIdentity, MapiContext, MapiRequest, Reply, RequestType } from './request.ts';
import type { Endpoint, Mailbox, Person, Server } from './world.ts';

/** An HTTP connection goes away when nobody used it for so long; the next one has to log on again. */
const CONNECTION_IDLE = 30_000;

/** One HTTP connection of a client: where it ends, and since when it is idle. */
export interface Lane {
  frontEnd: Server | undefined;
  usedAt: number;
}

/** What every actor of the simulation works with. */
export interface Stagecraft {
  exchange: Exchange;
  ledger: Ledger;
  random: Random;
}

/** One running Outlook of one person: its contexts, its connections, what happens to its computer. */
export class Outlook {
  readonly client: ClientIdentity;
  readonly exchange: Exchange;
  readonly random: Random;
  readonly sessions: MailboxSession[] = [];
  readonly addressBook: AddressBook;
  readonly #ledger: Ledger;
  readonly #processes: Process[] = [];
  readonly #inFlight = new Set<MapiRequest>();
  #awayUntil = 0;
  #outageAtNextExecute: number | undefined;
  #lanes = 0;

  constructor(client: ClientIdentity, craft: Stagecraft) {
    this.client = client;
    this.exchange = craft.exchange;
    this.random = craft.random;
    this.#ledger = craft.ledger;
    this.addressBook = new AddressBook(this);
    this.open(client.person.mailbox);
  }

  get now(): number {
    return this.exchange.queue.now;
  }

  /** Asleep, or without a network. */
  get away(): boolean {
    return this.now < this.#awayUntil;
  }

  /** Adds a mailbox to the profile. */
  open(mailbox: Mailbox): MailboxSession {
    const session = new MailboxSession(this, mailbox);
    this.sessions.push(session);
    return session;
  }

  start(delay: number): this {
    for (const session of this.sessions) session.start(delay);
    this.addressBook.start(delay + this.random.int(4_000, 40_000));
    return this;
  }

  /** Runs an actor that ends with this Outlook. */
  run(life: Life): Process {
    const process = new Process(this.exchange.queue, life);
    this.#processes.push(process);
    return process.start();
  }

  /** The computer is asleep until then; `cleanly`: its connections broke at once instead of going quiet. */
  sleep(until: number, cleanly: boolean, address = this.client.address): void {
    this.#leave(until);
    if (cleanly) this.#breakConnections(false);
    else this.#forgetConnections();
    this.exchange.queue.at(until, () => {
      this.client.address = address;
    });
  }

  /** The network is gone until then. `loseAnswers`: answers that were under way got lost, so the context is given up. */
  dropNetwork(until: number, options: { address?: string; loseAnswers?: boolean }): void {
    const lost = new Set(
      [...this.#inFlight].filter(({ type }) => type === 'Execute').map(({ context }) => context),
    );
    this.#leave(until);
    this.#breakConnections(options.loseAnswers === true);
    if (options.address !== undefined) {
      const { address } = options;
      this.exchange.queue.at(this.now + 200, () => {
        this.client.address = address;
      });
    }
    if (options.loseAnswers !== true) return;
    for (const session of this.sessions) {
      if (session.context !== undefined && lost.has(session.context)) session.loseAnswer();
    }
  }

  /** The answer to the next Execute gets lost in a network outage of this length. */
  loseNextAnswer(outage: number): void {
    this.#outageAtNextExecute = outage;
  }

  /** Outlook ends: with Disconnects, or (it died) without. */
  close(cleanly: boolean): void {
    for (const process of this.#processes) process.stop();
    const contexts = this.sessions.flatMap(({ context }) => (context === undefined ? [] : [context]));
    if (!cleanly) {
      this.#breakConnections(false);
      const { context } = this.addressBook;
      for (const left of context === undefined ? contexts : [...contexts, context])
        this.#ledger.abandoned(left);
      return;
    }
    for (const wait of this.exchange.waits(({ context }) => contexts.includes(context)))
      this.exchange.finish(wait, 5);
    for (const context of contexts) this.run(this.#goodbye(context));
  }

  *#goodbye(context: MapiContext): Life {
    yield pause(this.random.int(300, 600));
    yield* this.request(context, 'Disconnect', this.lane());
  }

  lane(): Lane {
    this.#lanes += 1;
    return { frontEnd: undefined, usedAt: 0 };
  }

  newContext(mailbox: Mailbox, endpoint: Endpoint): MapiContext {
    // Each new context has another counter; its values are opaque, in real logs often large.
    this.client.instanceCounter += this.random.int(1, 40);
    return {
      id: this.random.guid(),
      connection: this.random.guid(),
      client: this.client,
      mailbox,
      endpoint,
      counter: 0,
      sequence: 1,
      attempts: 0,
      server: undefined,
    };
  }

  /** Sends one request over a connection, which first logs on if it is new. */
  *request(
    context: MapiContext,
    type: RequestType,
    lane: Lane,
    sent?: (request: MapiRequest) => void,
  ): Life<Reply> {
    // No client sends its next request in the millisecond in which it got an answer.
    yield pause(this.random.int(1, 6));
    yield* this.untilBack();
    context.counter += 1;
    const { counter } = context;
    if (lane.frontEnd === undefined || this.now - lane.usedAt > CONNECTION_IDLE) {
      lane.frontEnd = this.random.pick(this.exchange.world.servers);
      yield* this.#logOn({ context, type, counter, frontEnd: lane.frontEnd });
    }
    const ask: Ask = { context, type, counter, frontEnd: lane.frontEnd };
    const reply = yield* answer((resume) => {
      const request = this.exchange.submit(ask, (result) => {
        this.#inFlight.delete(request);
        resume(result);
      });
      this.#inFlight.add(request);
      sent?.(request);
      this.#spoil(request);
    });
    if (reply.outcome === 'client_gone' || reply.fault?.httpStatus === 401) lane.frontEnd = undefined;
    lane.usedAt = this.now;
    return reply;
  }

  /** When its answer shall get lost, the network breaks while the request is under way. */
  #spoil(request: MapiRequest): void {
    const outage = this.#outageAtNextExecute;
    if (outage === undefined || request.type !== 'Execute' || request.fault !== undefined) return;
    this.#outageAtNextExecute = undefined;
    this.exchange.queue.after(Math.min(3, request.latency.total - 1), () => {
      this.dropNetwork(this.now + outage, { loseAnswers: true });
    });
  }

  /** Waits until the computer is awake and has a network. */
  *untilBack(): Life {
    while (this.away) yield pause(this.#awayUntil - this.now + this.random.int(100, 1500));
  }

  *#logOn(ask: Ask): Life {
    const ntlm = this.client.authentication === 'NTLM';
    if (!ntlm && this.random.chance(0.3)) return; // the ticket goes with the first request
    const legs = ntlm ? 2 : 1;
    for (let leg = 1; leg <= legs; leg += 1) {
      // Exchange 2013 writes no row for a request that carries no identity at all.
      const logged = !this.exchange.world.product.classic || leg === 2;
      yield* answer((resume) => {
        this.exchange.challenge(ask, logged && !this.client.person.credentialsBroken, resume);
      });
      yield pause(this.random.int(1, 25));
    }
  }

  #leave(until: number): void {
    this.#awayUntil = Math.max(this.#awayUntil, until);
    for (const session of this.sessions) session.interrupted();
  }

  #breakConnections(answersLost: boolean): void {
    for (const request of this.#inFlight) {
      this.exchange.cut(request, answersLost && request.type !== 'NotificationWait');
    }
    this.#forgetConnections();
  }

  #forgetConnections(): void {
    for (const session of this.sessions) session.forgetConnections();
    this.addressBook.forgetConnection();
  }
}

function* answer(begin: (resume: (reply: Reply) => void) => void): Life<Reply> {
  const effect: Effect = (_process, resume) => begin(resume);
  const reply = yield effect;
  if (reply === undefined) throw new Error('a request ended without a reply');
  return reply;
}

/** A new start of Outlook by a person. */
export function identify(person: Person, classic: boolean, random: Random): ClientIdentity {
  const old = classic || random.chance(0.1);
  const build = old
    ? random.pick(['4569', '5172', '5589'])
    : random.pick(['17928', '18526', '19127', '16731']);
  const major = old ? 15 : 16;
  return {
    person,
    instance: random.guid(),
    instanceCounter: random.int(1, 200_000_000),
    agent: `Microsoft Office/${major}.0 (Windows NT ${old ? '6.1' : '10.0'}; Microsoft Outlook ${major}.0.${build}; Pro)`,
    software: 'OUTLOOK.EXE',
    softwareVersion: `${major}.0.${build}.${random.int(1000, 1002)}`,
    mode: random.chance(0.88) ? 'cached' : 'online',
    authentication: random.chance(0.25) ? 'NTLM' : 'Negotiate',
    address: `10.20.${random.int(1, 30)}.${random.int(10, 250)}`,
    addressForm: random.chance(0.06) ? 'port' : random.chance(0.06) ? 'forwarded' : 'plain',
    cutAfterMs: undefined,
    probe: false,
  };
}
