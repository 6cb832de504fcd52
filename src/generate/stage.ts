import { inDatabase } from './back-end.ts';
import type { Exchange } from './exchange.ts';
import { identify, Outlook, type Stagecraft } from './outlook.ts';
import type { Random } from './random.ts';
import { faults } from './request.ts';
import { type Database, type Server, startPool, type World } from './world.ts';

/** Something that happens in the simulated organisation, apart from ordinary work. */
export interface Scenario {
  name: string;
  /** One sentence for `--help`. */
  summary: string;
  /** It needs at least so many servers. */
  servers?: number;
  /** It needs at least so many simulated hours to show. */
  hours?: number;
  /** Changes what exists before the first request. */
  prepare?(world: World, random: Random): void;
  /** Plans what happens when. */
  arrange?(stage: Stage): void;
}

/** What a scenario works with: the organisation, the time, and users that no other scenario has taken. */
export class Stage {
  readonly exchange: Exchange;
  readonly random: Random;
  readonly start: number;
  readonly end: number;
  /** Whether several scenarios share this run, so that each should take few users. */
  readonly shared: boolean;
  readonly everybody: Outlook[];
  readonly #craft: Stagecraft;
  readonly #free: Outlook[];

  constructor(
    craft: Stagecraft,
    span: { start: number; end: number },
    clients: { everybody: Outlook[]; free: Outlook[] },
    shared: boolean,
  ) {
    this.exchange = craft.exchange;
    this.random = craft.random;
    this.start = span.start;
    this.end = span.end;
    this.shared = shared;
    this.everybody = clients.everybody;
    this.#craft = craft;
    this.#free = clients.free;
  }

  /** A moment in the run: 0 is its start, 1 its end. */
  moment(part: number): number {
    return Math.round(this.start + part * (this.end - this.start));
  }

  /** Users for a scenario: this share of all when it is alone, a few when it is one of several. */
  take(share: number): Outlook[] {
    const count = this.shared
      ? Math.max(1, Math.round(this.everybody.length * 0.04))
      : Math.ceil(this.everybody.length * share);
    return this.#free.splice(0, count);
  }

  /** Does something at a time, for a user for whom it may come as a surprise. */
  at(time: number, run: () => void): void {
    this.exchange.queue.at(time, run);
  }

  /** The same thing again and again on a long day: at a first time, then every so often. */
  repeatedly(first: number, every: number, run: () => void): void {
    if (first >= this.end) return;
    this.at(first, () => {
      run();
      this.repeatedly(this.exchange.queue.now + every, every, run);
    });
  }

  /** Outlook ends and starts again on the same computer. */
  restart(outlook: Outlook, cleanly: boolean, pause: number): Outlook {
    outlook.close(cleanly);
    const { client } = outlook;
    const fresh = identify(client.person, this.exchange.world.product.classic, this.random);
    const next = new Outlook(
      { ...client, instance: fresh.instance, instanceCounter: fresh.instanceCounter },
      { ...this.#craft, random: this.random.fork(fresh.instance) },
    );
    for (const session of outlook.sessions.slice(1)) next.open(session.mailbox);
    return next.start(pause);
  }

  /** All databases of a machine become active on another one; the front ends learn it one after the other. */
  failOver(from: Server, to: Server): void {
    const { queue, world, backEnd } = this.exchange;
    const { now } = queue;
    for (const database of world.databases.filter(({ active }) => active === from)) {
      this.#announce(database, from, now);
      database.active = to;
      database.mountedFrom = now + this.random.int(6000, 15_000);
      for (const wait of this.exchange.waits(({ context }) => context.mailbox.database === database)) {
        this.exchange.finish(wait, this.random.int(10, 400));
      }
      backEnd.forget((context) => context.endpoint === 'emsmdb' && inDatabase(database)(context));
    }
    from.downUntil = now + this.random.int(3000, 6000);
  }

  #announce(database: Database, from: Server, now: number): void {
    for (const frontEnd of this.exchange.world.servers) {
      frontEnd.routes.set(database, { server: from, until: now + this.random.int(1500, 16_000) });
    }
  }

  /** The mailbox application pool of a machine stops and a new process takes its place. */
  recycle(server: Server): void {
    const { queue, backEnd } = this.exchange;
    const old = server.pools.emsmdb;
    old.draining = true;
    for (const wait of this.exchange.waits(({ context }) => context.server?.pool === old)) {
      this.exchange.finish(wait, this.random.int(20, 1500), faults.shuttingDown);
    }
    queue.after(this.random.int(3000, 8000), () => {
      backEnd.forget((context) => context.server?.pool === old);
      server.pools.emsmdb = startPool(server, 'emsmdb', queue.now, this.random);
    });
  }
}
