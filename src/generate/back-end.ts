import type { EventQueue } from './event-queue.ts';
import { type Fault, faultOf, faults, type MapiContext, type MapiRequest } from './request.ts';
import { cookieOf, type Database, type PoolRun } from './world.ts';

/** A Session Context that nobody uses lives this long. */
export const CONTEXT_LIFE = 15 * 60_000;

/** The back ends' knowledge of Session Contexts: makes them, finds them, gives them up. */
export class BackEnd {
  readonly #queue: EventQueue;
  readonly #expired: (context: MapiContext) => void;
  readonly #live = new Set<MapiContext>();

  constructor(queue: EventQueue, expired: (context: MapiContext) => void) {
    this.#queue = queue;
    this.#expired = expired;
  }

  /** Takes a request that reached a machine; says why not when it cannot. */
  accept(request: MapiRequest): Fault | undefined {
    const { context, target } = request;
    const pool = target.pools[context.endpoint];
    if (pool.draining) return faults.shuttingDown;
    const opening = request.type === 'Connect' || request.type === 'Bind';
    const fault = opening ? this.#refuse(request) : this.#miss(request, pool);
    if (fault !== undefined) return fault;
    if (opening) this.#create(context, pool);
    const { server } = context;
    if (server !== undefined) {
      server.pending += 1;
      server.lastActivity = this.#queue.now;
    }
    return undefined;
  }

  /** The back end has done its part of a request. */
  served({ context, type }: MapiRequest): void {
    if (type !== 'NotificationWait') context.sequence += 1;
    if (context.server !== undefined) context.server.calls += 1;
  }

  /** A request of the context has ended, well or badly. */
  finished(request: MapiRequest): void {
    const { context, type, fault, clientGone } = request;
    const { server } = context;
    if (server === undefined || !server.alive || server.pending === 0) return;
    // A request that was turned away never counted.
    if (fault !== undefined && type !== 'NotificationWait') return;
    server.pending -= 1;
    server.lastActivity = this.#queue.now;
    if ((type === 'Disconnect' || type === 'Unbind') && !clientGone) {
      this.#end(context);
    } else if (!server.timer) {
      server.timer = true;
      this.#queue.after(CONTEXT_LIFE, () => this.#check(context));
    }
  }

  /** Contexts that fit are gone: their machine no longer knows them. */
  forget(fits: (context: MapiContext) => boolean): void {
    for (const context of [...this.#live]) if (fits(context)) this.#end(context);
  }

  #refuse({ context, target, database, type }: MapiRequest): Fault | undefined {
    const { now } = this.#queue;
    const { person } = context.client;
    if (database.active !== target) return faults.staleRoute;
    if (type === 'Bind') return undefined;
    if (now < database.mountedFrom) return faults.notMounted;
    const refusal = context.mailbox.refusals.get(person.account);
    if (refusal !== undefined && now < refusal.until) return faultOf(refusal.code);
    return this.#throttled(context);
  }

  #miss({ context, target, type }: MapiRequest, pool: PoolRun): Fault | undefined {
    const { server } = context;
    if (server === undefined) return faults.contextGone;
    if (server.pool.server !== target) return faults.machineChanged;
    if (server.pool !== pool) return faults.processChanged;
    if (!server.alive) return faults.contextGone;
    if (type === 'Execute' || type === 'QueryRows') return this.#throttled(context);
    return undefined;
  }

  #throttled({ client, endpoint }: MapiContext): Fault | undefined {
    const { throttle } = client.person;
    if (throttle === undefined || this.#queue.now >= throttle.until) return undefined;
    return endpoint === 'nspi' ? faults.addressBookThrottled : faultOf(throttle.code);
  }

  #create(context: MapiContext, pool: PoolRun): void {
    const number = pool.next;
    pool.next += 1;
    const { now } = this.#queue;
    context.server = {
      pool,
      number,
      cookie: cookieOf(pool, number),
      alive: true,
      expiredAt: undefined,
      pending: 0,
      lastActivity: now,
      timer: false,
      openedAt: now,
      calls: 0,
      rows: 0,
      loggedOn: false,
    };
    this.#live.add(context);
  }

  #check(context: MapiContext): void {
    const { server } = context;
    if (server === undefined) return;
    server.timer = false;
    // With a request under way the clock does not run; it starts again when that ends.
    if (!server.alive || server.pending > 0) return;
    const left = server.lastActivity + CONTEXT_LIFE - this.#queue.now;
    if (left > 0) {
      server.timer = true;
      this.#queue.after(left, () => this.#check(context));
      return;
    }
    server.expiredAt = this.#queue.now;
    this.#end(context);
    this.#expired(context);
  }

  #end(context: MapiContext): void {
    if (context.server !== undefined) context.server.alive = false;
    this.#live.delete(context);
  }
}

/** Contexts of the mailboxes in a database. */
export const inDatabase =
  (database: Database) =>
  (context: MapiContext): boolean =>
    context.mailbox.database === database;
