import type { Names } from '../parts.ts';
import { endpointOf, type Request, restored, type StoredRequest } from '../request.ts';
import { type Account, copyOf, emptyAccount } from './account.ts';
import type { Expired } from './expired.ts';
import type { Link } from './link.ts';
import { RunningAccount } from './running-account.ts';
import { inOrder, type Step, stepOf } from './step.ts';
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

/** Steps that stay at hand: what is under way, and what the second record of a request may still change. */
const RECENT_STEPS = 64;

/** One Session Context: its requests, and the account that is made of them. */
export class Session {
  readonly id: number;
  readonly context: string;
  clientInstance: string | null = null;
  who: Who = nobody();
  /** Of all its requests, those that were deleted since too. */
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
  /** Null while its steps are in the database only. */
  #running: RunningAccount | null;
  readonly #byId = new Map<number, Step>();
  /** What was deleted of it, while its steps are loaded. */
  #expired: Expired | null = null;
  /** Ids of requests that came, changed or went since the last account, */
  readonly #touched = new Set<number>();
  /** and the earliest end that one of them has or had, epoch milliseconds. */
  #touchedFromMs = Number.POSITIVE_INFINITY;
  /** Steps that ended then or before are not at hand, only their account is; null: all are. Epoch milliseconds. */
  #cutMs: number | null = null;

  constructor(id: number, context: string, stored: StoredSession | null = null) {
    this.id = id;
    this.context = context;
    this.#running = stored === null ? new RunningAccount([], this.account, null) : null;
    if (stored === null) return;
    this.stored = true;
    this.clientInstance = stored.clientInstance;
    this.who = stored.who;
    this.account = stored.account;
    this.lastRecoveryMs = stored.lastRecoveryMs;
    this.link = stored.link;
  }

  get loaded(): boolean {
    return this.#running !== null;
  }

  /** Steps at hand. */
  get size(): number {
    return this.#byId.size;
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0 && this.#cutMs === null;
  }

  /** Whether its account says all that matters of its earlier steps: none of them waits for a recovery. */
  get #isSmooth(): boolean {
    return this.account.failures === 0 && this.lastRecoveryMs === 0;
  }

  get steps(): readonly Step[] {
    if (this.#running === null) throw new Error(`the steps of session ${this.id} are not loaded`);
    return this.#running.steps;
  }

  /** `lastRecoveryMs` of its failures that were deleted. */
  get expiredRecoveryMs(): number | null {
    return this.#expired === null ? 0 : this.#expired.lastRecoveryMs;
  }

  /** Goes on from its account alone, where that says enough. @returns whether it does */
  resume(): boolean {
    if (!this.#isSmooth || this.account.endedMs === 0) return false;
    this.#running = new RunningAccount([], this.account, copyOf(this.account));
    this.#cutMs = this.account.endedMs;
    return true;
  }

  /** Leaves its earlier steps to the database, where the account says enough of them. @returns how many */
  cut(): number {
    const running = this.#running;
    if (running === null || !this.#isSmooth) return 0;
    const { steps } = running;
    let count = steps.length - RECENT_STEPS;
    // What ends together stays together.
    while (count > 0 && steps[count - 1]?.endMs === steps[count]?.endMs) count--;
    const last = steps[count - 1];
    if (last === undefined) return 0;
    for (const { id } of running.cut(count)) this.#byId.delete(id);
    this.#cutMs = last.endMs;
    return count;
  }

  /** Whether steps that ended then or later may not be at hand. */
  mayHide(endMs: number): boolean {
    return this.#cutMs !== null && endMs <= this.#cutMs;
  }

  /** Whether a step with this id may be among those that are not at hand. */
  mayHideId(id: number): boolean {
    return this.#cutMs !== null && !this.#byId.has(id);
  }

  /** Takes the steps back that are not at hand. What is at hand may be newer than what the database has. */
  uncut(requests: readonly StoredRequest[], expired: Expired | null): void {
    const cutMs = this.#cutMs;
    if (cutMs === null || this.#running === null) return;
    const steps = requests
      .filter(({ id }) => !this.#byId.has(id))
      .map((stored) => stepOf(restored(stored)))
      .filter(({ endMs }) => endMs <= cutMs)
      .sort(inOrder);
    for (const step of steps) this.#byId.set(step.id, step);
    this.#running.uncut(steps, expired?.account ?? null);
    this.#expired = expired;
    this.#cutMs = null;
  }

  /** Takes its requests from the database, and what those added up to that were deleted. */
  load(requests: readonly StoredRequest[], expired: Expired | null): void {
    this.#expired = expired;
    const steps = requests.map((stored) => stepOf(restored(stored))).sort(inOrder);
    for (const step of steps) this.#byId.set(step.id, step);
    this.#running = new RunningAccount(steps, this.account, expired?.account ?? null);
  }

  /** Leaves its requests to the database. */
  unload(): void {
    this.#running = null;
    this.#cutMs = null;
    this.#expired = null;
    this.#byId.clear();
    this.#names.clear();
  }

  /** Takes a request that is new or has changed. */
  put(request: Request): void {
    const step = stepOf(request);
    const before = this.#byId.get(step.id);
    if (before !== undefined) step.recoveredMs = before.recoveredMs;
    this.#byId.set(step.id, step);
    this.#touch(step);
    if (before !== undefined) this.#touch(before);
    if (before?.outcome === 'ok') this.#noteGood(before.endMs);
    if (step.outcome === 'ok') this.#noteGood(step.endMs);
    const { front, back, classic } = request;
    if (front !== null) this.#learn(front.names);
    if (back !== null) this.#learn(back.names);
    if (classic !== null) this.#learn(classic.names);
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
    this.#touch(step);
  }

  /** Takes a request away that turned out to belong to another context. */
  remove(id: number): void {
    const step = this.#byId.get(id);
    if (step === undefined) return;
    this.#byId.delete(id);
    this.#touch(step);
    if (step.outcome === 'ok') this.#noteGood(step.endMs);
  }

  #touch({ id, endMs }: Step): void {
    this.#touched.add(id);
    this.#touchedFromMs = Math.min(this.#touchedFromMs, endMs);
  }

  /** Brings the account up to date. */
  settle(): void {
    if (this.#running === null || this.#touched.size === 0) return;
    const changed = [...this.#touched].flatMap((id) => this.#byId.get(id) ?? []);
    this.#running.update(this.#touchedFromMs, ({ id }) => this.#touched.has(id), changed.sort(inOrder));
    this.account = this.#running.account;
    this.#touched.clear();
    this.#touchedFromMs = Number.POSITIVE_INFINITY;
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

  #learn(names: Names): void {
    if (this.#names.has(names)) return;
    this.#names.add(names);
    learn(this.who, names);
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
