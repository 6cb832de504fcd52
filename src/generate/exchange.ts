import { BackEnd } from './back-end.ts';
import { MapiHttpRows } from './back-end-rows.ts';
import { ClassicRows } from './classic-rows.ts';
import type { EventQueue } from './event-queue.ts';
import { FrontEndRows, type PlainGet } from './front-end-row.ts';
import { answered, brokenOff, type Latency, unreachable } from './latency.ts';
import type { Ledger } from './ledger.ts';
import { type Ask, newRequest } from './new-request.ts';
import type { Random } from './random.ts';
import { type Fault, faults, type MapiContext, type MapiRequest, type Reply } from './request.ts';
import type { ServerLogs } from './server-logs.ts';
import type { Database, Server, World } from './world.ts';

const LONGEST_WAIT = 300_000;
const MEAN_WAIT = 280_000;

/** The simulated organisation: takes requests, answers them in simulated time, writes what it logs of them. */
export class Exchange {
  readonly queue: EventQueue;
  readonly world: World;
  readonly backEnd: BackEnd;
  /** Front-end rows of real users and of others, written or not, by server. */
  readonly rows = new Map<Server, { real: number; noise: number }>();
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #logs: Map<Server, ServerLogs>;
  readonly #frontEndRows: FrontEndRows;
  readonly #mapiHttpRows: MapiHttpRows;
  readonly #classicRows: ClassicRows;
  /** Long polls under way. */
  readonly #waits = new Set<MapiRequest>();
  /** Requests that the back end has written down and that are not over yet. */
  readonly #answered = new Set<MapiRequest>();

  constructor(
    queue: EventQueue,
    world: World,
    logs: Map<Server, ServerLogs>,
    ledger: Ledger,
    random: Random,
  ) {
    this.queue = queue;
    this.world = world;
    this.#ledger = ledger;
    this.#random = random.fork('exchange');
    this.#logs = logs;
    this.#frontEndRows = new FrontEndRows(world, random.fork('front end'));
    this.#mapiHttpRows = new MapiHttpRows(world, random.fork('back end'));
    this.#classicRows = new ClassicRows(random.fork('classic'));
    this.backEnd = new BackEnd(queue, (context) => this.#rundown(context));
    for (const server of world.servers) this.rows.set(server, { real: 0, noise: 0 });
  }

  /** Sends a request; `done` is called at its end. */
  submit(ask: Ask, done: (reply: Reply) => void): MapiRequest {
    const database = ask.context.mailbox.database;
    const target = this.#route(ask, database);
    const request = newRequest(ask, { target, database, startedAt: this.queue.now }, this.#random, done);
    request.fault = this.#judge(request);
    const wait = ask.type === 'NotificationWait' && request.fault === undefined;
    const held = wait ? Math.min(LONGEST_WAIT, this.#random.exponential(MEAN_WAIT)) : 0;
    request.latency = answered(ask.type, held, this.#random);
    if (request.fault?.layer === 'proxy' && request.fault.backEndStatus === undefined) {
      request.latency = unreachable(this.#random.int(1, 2100), this.#random);
    }
    if (request.fault?.httpStatus === 401) request.latency.total = this.#random.int(0, 3);
    const { cutAfterMs } = ask.context.client;
    if (wait) this.#waits.add(request);
    if (wait && cutAfterMs !== undefined && held > cutAfterMs) {
      this.#cutAt(request, request.startedAt + cutAfterMs + this.#random.int(-300, 400));
    } else {
      this.#plan(request);
    }
    return request;
  }

  /** A 401 that asks the client to log on; the client sends the same request again. */
  challenge(ask: Ask, logged: boolean, done: (reply: Reply) => void): MapiRequest {
    const request = newRequest(
      ask,
      { target: ask.frontEnd, database: ask.context.mailbox.database, startedAt: this.queue.now },
      this.#random,
      done,
    );
    request.latency.total = this.#random.int(0, 2);
    request.endsAt = request.startedAt + request.latency.total;
    this.queue.at(request.endsAt, () => {
      const written = logged && this.#writeUnauthorised(request);
      if (logged) this.#end(request, 'challenge', written);
      else done({ outcome: 'challenge', fault: undefined, request });
    });
    return request;
  }

  /** The connection between client and front end breaks; `answerLost`: the back end had done its part. */
  cut(request: MapiRequest, answerLost: boolean): void {
    if (request.endsAt <= this.queue.now) return;
    request.answerLost = answerLost;
    this.#cutAt(request, this.queue.now + this.#random.int(3, 60));
  }

  /** The back end ends a long poll: with news for the client, or with a failure. */
  finish(request: MapiRequest, delay: number, fault?: Fault): void {
    if (request.endsAt <= this.queue.now + delay || !this.#waits.has(request)) return;
    request.fault = fault;
    const total = this.queue.now + delay - request.startedAt;
    const { latency } = request;
    const fixed = latency.total - (latency.backEndResponse ?? 0);
    const held = Math.max(0, total - fixed);
    request.latency = {
      ...latency,
      total: fixed + held,
      backEndResponse: held,
      proxyTime: fixed + held,
      backEndTotal: (latency.processing ?? 0) + held,
    };
    this.#plan(request);
  }

  /** Long polls that fit. */
  waits(fits: (request: MapiRequest) => boolean): MapiRequest[] {
    return [...this.#waits].filter(fits);
  }

  /** The simulation is over: notes requests of which only the back end had time to write a record. */
  close(): void {
    for (const request of this.#answered) {
      this.#ledger.chronicle.note(
        request,
        this.queue.now,
        request.fault === undefined ? 'ok' : 'failed',
        false,
      );
    }
    this.#answered.clear();
  }

  /** Answers a GET, which is no MAPI request: a health check by the front end, a self test by the back end. */
  get(server: Server, what: PlainGet): void {
    const start = this.queue.now;
    const latency = answered('PING', 0, this.#random);
    const proxied = what.account !== undefined;
    if (!proxied) latency.total = this.#random.int(0, 1);
    this.queue.after(latency.total, () => {
      const at = start + server.clockSkewMs;
      const row = this.#frontEndRows.get(server, at, latency, what);
      this.#count(server, false);
      const written = this.#logs.get(server)?.appendFrontEnd(at + latency.total, row) === true;
      if (!written) return;
      this.#ledger.noise[what.account === undefined ? 'load_balancer' : 'am_probe'] += 1;
      this.#ledger.chronicle.sawRecord(at + latency.total);
    });
  }

  #route({ frontEnd, context }: Ask, database: Database): Server {
    // A context's cookies name its machine, so a stale route misleads only those who have none there yet.
    if (context.server?.pool.server === database.active) return database.active;
    const old = frontEnd.routes.get(database);
    if (old === undefined) return database.active;
    if (this.queue.now < old.until) return old.server;
    frontEnd.routes.delete(database);
    return database.active;
  }

  #judge(request: MapiRequest): Fault | undefined {
    const { context, target } = request;
    if (context.client.person.credentialsBroken) return faults.badCredentials;
    if (this.queue.now < target.downUntil) return faults.unreachable;
    return this.backEnd.accept(request);
  }

  /** Plans the end of a request as its latency says. */
  #plan(request: MapiRequest): void {
    request.plan += 1;
    request.willBreak = false;
    const { plan } = request;
    request.endsAt = request.startedAt + request.latency.total;
    const atBackEnd = Math.max(request.startedAt, request.endsAt - (request.latency.total > 3 ? 2 : 0));
    if (this.#reachesBackEnd(request)) {
      this.queue.at(atBackEnd, () => {
        if (request.plan === plan) this.#writeBackEnd(request, false);
      });
    }
    this.queue.at(request.endsAt, () => {
      if (request.plan !== plan) return;
      if (request.fault?.httpStatus === 401) {
        this.#end(request, 'failed', this.#writeUnauthorised(request));
      } else {
        this.#end(
          request,
          request.fault === undefined ? 'ok' : 'failed',
          this.#writeProxied(request, request.latency),
        );
      }
    });
  }

  #cutAt(request: MapiRequest, at: number): void {
    request.willBreak = true;
    request.plan += 1;
    const { plan } = request;
    request.endsAt = at;
    this.queue.at(at, () => {
      if (request.plan !== plan) return;
      request.clientGone = true;
      const answering = request.type === 'NotificationWait' || request.answerLost;
      const latency = brokenOff(at - request.startedAt, answering, this.#random);
      if (!request.backEndWritten && this.#reachesBackEnd(request)) {
        request.latency.backEndTotal = Math.min(request.latency.backEndTotal, latency.backEndTotal);
        this.#writeBackEnd(request, !request.answerLost);
        request.breakWritten = request.backEndWritten && !request.answerLost;
      }
      this.#end(request, 'client_gone', this.#writeProxied(request, latency));
    });
  }

  readonly #reachesBackEnd = ({ fault }: MapiRequest): boolean =>
    fault === undefined || fault.httpStatus === 200;

  #writeBackEnd(request: MapiRequest, clientGone: boolean): void {
    const { context, target } = request;
    const logs = this.#logs.get(target);
    if (logs === undefined) return;
    this.backEnd.served(request);
    const at = this.queue.now + target.clockSkewMs;
    const view = { request, at, took: request.latency.backEndTotal, clientGone };
    if (!this.world.product.classic) {
      logs.mailbox.append(at, this.#mapiHttpRows.row(view));
      request.backEndWritten = true;
    } else if (context.endpoint === 'nspi') {
      logs.addressBook.append(at, this.#classicRows.addressBook(view));
      request.backEndWritten = true;
    } else {
      const rows = this.#classicRows.mailbox(view);
      for (const row of rows) logs.mailbox.append(at, row);
      request.backEndWritten = rows.length > 0;
    }
    if (!request.backEndWritten) return;
    request.backEndRecord = { at, took: view.took };
    this.#answered.add(request);
  }

  #writeProxied(request: MapiRequest, latency: Latency): boolean {
    const start = request.startedAt + request.frontEnd.clockSkewMs;
    const row = this.#frontEndRows.proxied(request, start, latency, request.clientGone);
    return this.#writeFrontEnd(request, start + latency.total, row);
  }

  #writeUnauthorised(request: MapiRequest): boolean {
    const start = request.startedAt + request.frontEnd.clockSkewMs;
    const { total } = request.latency;
    return this.#writeFrontEnd(
      request,
      start + total,
      this.#frontEndRows.unauthorised(request, start, total),
    );
  }

  #writeFrontEnd(request: MapiRequest, at: number, row: string): boolean {
    this.#count(request.frontEnd, !request.context.client.probe);
    return this.#logs.get(request.frontEnd)?.appendFrontEnd(at, row) === true;
  }

  #count(server: Server, real: boolean): void {
    const rows = this.rows.get(server);
    if (rows === undefined) return;
    if (real) rows.real += 1;
    else rows.noise += 1;
  }

  #end(request: MapiRequest, outcome: Reply['outcome'], frontEnd: boolean): void {
    const { context } = request;
    this.#waits.delete(request);
    this.#answered.delete(request);
    this.backEnd.finished(request);
    this.#ledger.chronicle.note(request, this.queue.now, outcome, frontEnd);
    if (context.client.probe) {
      if (frontEnd) this.#ledger.noise.health_mailbox += 1;
    } else {
      const written = { frontEnd, backEnd: request.backEndWritten };
      this.#ledger.ended({ request, end: this.queue.now, outcome, written });
    }
    request.done({ outcome, fault: request.fault, request });
  }

  #rundown(context: MapiContext): void {
    const pool = context.server?.pool;
    if (pool === undefined || context.endpoint !== 'emsmdb' || !this.world.product.classic) return;
    const at = this.queue.now + pool.server.clockSkewMs;
    this.#logs.get(pool.server)?.mailbox.append(at, this.#classicRows.rundown(context, at));
  }
}
