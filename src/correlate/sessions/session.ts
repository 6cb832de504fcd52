import type { Names } from '../parts.ts';
import { endpointOf, type Request, restored, type StoredRequest } from '../request.ts';
import { type Account, emptyAccount, enter } from './account.ts';
import type { Link } from './link.ts';
import { inOrder, namesIn, type Step, stepOf } from './step.ts';
import { learn, least, nobody, type Who } from './who.ts';

/** A session as the database has it. */
export interface StoredSession {
  id: number;
  context: string;
  clientInstance: string | null;
  who: Who;
  account: Account;
  /** Latest end of a recovery of one of its failures; null where one has not recovered, 0 without failures. */
  lastRecoveryMs: number | null;
  link: Link | null;
}

/** A span of time in which good requests came or went. */
interface Span {
  fromMs: number;
  toMs: number;
}

/** One Session Context: its requests, and the account that is made of them. */
export class Session {
  readonly id: number;
  readonly context: string;
  clientInstance: string | null = null;
  who: Who = nobody();
  account: Account = emptyAccount();
  lastRecoveryMs: number | null = 0;
  /** Which session's place it took. */
  link: Link | null = null;
  /** Whether the database has a row of it. */
  stored = false;
  /** When it was last used, by the correlator's own clock. */
  used = 0;
  /** Good requests that came or went since the last look at who recovered. */
  goodChanged: Span | null = null;
  readonly #names = new Set<Names>();
  /** In order; null while they are in the database only. */
  #steps: Step[] | null;
  readonly #byId = new Map<number, Step>();
  /** Steps that came since the last account. */
  #added: Step[] = [];
  /** Whether a step that is in the account has changed. */
  #revised = false;

  constructor(id: number, context: string, stored: StoredSession | null = null) {
    this.id = id;
    this.context = context;
    this.#steps = stored === null ? [] : null;
    if (stored === null) return;
    this.stored = true;
    this.clientInstance = stored.clientInstance;
    this.who = stored.who;
    this.account = stored.account;
    this.lastRecoveryMs = stored.lastRecoveryMs;
    this.link = stored.link;
  }

  get loaded(): boolean {
    return this.#steps !== null;
  }

  get size(): number {
    return this.#byId.size;
  }

  get steps(): readonly Step[] {
    if (this.#steps === null) throw new Error(`the steps of session ${this.id} are not loaded`);
    return this.#steps;
  }

  /** Takes its requests from the database. */
  load(requests: readonly StoredRequest[]): void {
    const steps = requests.map((stored) => stepOf(restored(stored))).sort(inOrder);
    for (const step of steps) this.#byId.set(step.id, step);
    this.#steps = steps;
  }

  /** Leaves its requests to the database. */
  unload(): void {
    this.#steps = null;
    this.#byId.clear();
    this.#names.clear();
  }

  /** Takes a request that is new or has changed. */
  put(request: Request): void {
    const step = stepOf(request);
    const before = this.#byId.get(step.id);
    if (before !== undefined) step.recoveredMs = before.recoveredMs;
    this.#byId.set(step.id, step);
    if (before === undefined) this.#added.push(step);
    else this.#revised = true;
    if (before?.outcome === 'ok') this.#noteGood(before.endMs);
    if (step.outcome === 'ok') this.#noteGood(step.endMs);
    for (const names of namesIn(request)) {
      if (this.#names.has(names)) continue;
      this.#names.add(names);
      learn(this.who, names);
    }
    this.who.endpoint = least(this.who.endpoint, endpointOf(request));
    const instance = request.front?.clientInstance ?? request.back?.clientInstance ?? null;
    this.clientInstance = least(this.clientInstance, instance);
  }

  /** A request turned out to be a challenge. */
  challenge(id: number): void {
    const step = this.#byId.get(id);
    if (step === undefined || step.outcome === 'challenge') return;
    step.outcome = 'challenge';
    step.trouble = null;
    this.#revised = true;
  }

  /** Takes a request away that turned out to belong to another context. */
  remove(id: number): void {
    const step = this.#byId.get(id);
    if (step === undefined) return;
    this.#byId.delete(id);
    this.#revised = true;
    if (step.outcome === 'ok') this.#noteGood(step.endMs);
  }

  /** Brings the account up to date. */
  settle(): void {
    const known = this.#steps ?? [];
    const added = this.#added.sort(inOrder);
    this.#added = [];
    const [first] = added;
    const last = known.at(-1);
    const inTurn = first === undefined || last === undefined || inOrder(last, first) <= 0;
    if (!this.#revised && inTurn) {
      for (const step of added) {
        known.push(step);
        enter(this.account, step);
      }
    } else {
      this.#steps = [...this.#byId.values()].sort(inOrder);
      this.account = emptyAccount();
      for (const step of this.#steps) enter(this.account, step);
    }
    this.#revised = false;
  }

  /** End of the first good request that ended after this time; null without one. */
  firstGoodAfter(ms: number): number | null {
    const { steps } = this;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((steps[middle]?.endMs ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < steps.length; at++) {
      const step = steps[at];
      if (step?.outcome === 'ok') return step.endMs;
    }
    return null;
  }

  #noteGood(ms: number): void {
    const span = this.goodChanged;
    if (span === null) this.goodChanged = { fromMs: ms, toMs: ms };
    else {
      span.fromMs = Math.min(span.fromMs, ms);
      span.toMs = Math.max(span.toMs, ms);
    }
  }
}
