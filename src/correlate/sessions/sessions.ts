import { sameUser } from '../identity.ts';
import type { Changes } from '../join.ts';
import { contextOf, type Request, type StoredRequest } from '../request.ts';
import type { Expired } from './expired.ts';
import { Groups, type StoredSessions } from './groups.ts';
import { type Link, linkOf, sameLine } from './link.ts';
import { People, type PersonName } from './people.ts';
import { Session, type StoredSession } from './session.ts';
import type { Step } from './step.ts';

/** Gives back what was stored earlier. */
export interface SessionHistory extends StoredSessions {
  /** The highest id that a session ever had. */
  lastId: number;
  people(): PersonName[];
  ofContext(context: string): StoredSession | null;
  ofId(id: number): StoredSession | null;
  requestsOf(session: number): StoredRequest[];
  /** Null where none of its requests was deleted. */
  expiredOf(session: number): Expired | null;
}

/** A failed request whose recovery became known, or is not true any more. */
export interface Recovery {
  request: number;
  /** End of the first success of the same client after it, epoch milliseconds; null without one. */
  recoveredMs: number | null;
}

/** What has to be stored after requests have changed. */
export interface SessionChanges {
  sessions: Session[];
  /** Ids of sessions that have no requests any more. */
  removed: number[];
  recoveries: Recovery[];
  people: PersonName[];
}

/** What is kept at hand; the rest is in the database. */
export interface Limits {
  steps: number;
  sessions: number;
}

const LIMITS: Limits = { steps: 400_000, sessions: 100_000 };

/**
 * Makes sessions of requests: which contexts a client had, what took the place of what, and when it was served again.
 * What it derives depends on the set of requests alone, not on the order or the portions in which they come.
 */
export class Sessions {
  readonly #history: SessionHistory;
  readonly #people: People;
  readonly #groups: Groups;
  readonly #byContext = new Map<string, Session>();
  readonly #byId = new Map<number, Session>();
  #lastId: number;
  #clock = 0;
  #steps = 0;

  readonly #limits: Limits;

  constructor(history: SessionHistory, limits: Limits = LIMITS) {
    this.#history = history;
    this.#limits = limits;
    this.#lastId = history.lastId;
    this.#people = new People(history.people());
    this.#groups = new Groups(history, this.#people, (stored) => this.#wake(stored));
  }

  /** Takes requests that are new or have changed, and gives each its session. What came of the last call is stored. */
  apply({ requests, challenges }: Changes): SessionChanges {
    this.#forget();
    const dirty = new Set<Session>();
    const joined = new Set<string>();
    for (const request of requests) {
      this.#put(request, dirty);
      this.#joinNames(request, joined);
    }
    for (const { id, context } of challenges) {
      if (context === null) continue;
      const session = this.#of(context);
      if (session.mayHideId(id)) this.#uncut(session);
      session.challenge(id);
      dirty.add(session);
    }
    return this.#derive(dirty, joined);
  }

  #put(request: Request, dirty: Set<Session>): void {
    const context = contextOf(request);
    const session = context === null ? null : this.#of(context);
    if (request.session !== null && request.session !== session?.id) {
      const former = this.#ofId(request.session);
      if (former !== null) {
        this.#load(former);
        if (former.mayHideId(request.id)) this.#uncut(former);
        former.remove(request.id);
        dirty.add(former);
      }
    }
    const wasHere = request.session !== null && request.session === session?.id;
    request.session = session?.id ?? null;
    if (session === null) return;
    if (session.mayHide(request.endedMs) || (wasHere && session.mayHideId(request.id))) this.#uncut(session);
    const before = session.size;
    session.put(request);
    this.#steps += session.size - before;
    dirty.add(session);
  }

  /** Two names of the authenticated user in the records of one request are names of one person. */
  #joinNames(request: Request, joined: Set<string>): void {
    if (request.noise !== null) return;
    for (const [name, other] of sameUser(request))
      if (this.#people.join(name, other, request.id)) joined.add(other);
  }

  #derive(dirty: Set<Session>, joined: ReadonlySet<string>): SessionChanges {
    const changed = new Set(dirty);
    const toLink = new Set<Session>();
    const toRecover = new Set<Session>();
    const removed: number[] = [];
    for (const session of dirty) {
      session.settle();
      const left = session.isEmpty ? this.#remove(session) : this.#groups.file(session);
      for (const other of left) {
        toLink.add(other);
        toRecover.add(other);
      }
      if (!session.isEmpty) continue;
      changed.delete(session);
      dirty.delete(session);
      removed.push(session.id);
    }
    for (const name of joined)
      for (const session of this.#groups.joined(name)) {
        toLink.add(session);
        toRecover.add(session);
      }
    for (const session of dirty) {
      this.#reach(session, toLink, toRecover);
      toLink.add(session);
      if (session.account.failures > 0 || session.lastRecoveryMs !== 0) toRecover.add(session);
    }
    for (const session of toLink) if (this.#link(session)) changed.add(session);
    const recoveries: Recovery[] = [];
    for (const session of toRecover) if (this.#recover(session, recoveries)) changed.add(session);
    // What was only looked at may have been emptied since.
    for (const session of changed) if (session.isEmpty && session.loaded) changed.delete(session);
    return { sessions: [...changed], removed, recoveries, people: this.#people.takeChanged() };
  }

  /** Other sessions that a change of this one may matter to. */
  #reach(session: Session, toLink: Set<Session>, toRecover: Set<Session>): void {
    const good = session.goodChanged;
    session.goodChanged = null;
    const { startedMs } = session.account;
    const ofInstance = this.#groups.ofInstance(session);
    const ofPerson = this.#groups.ofPerson(session);
    for (const other of ofInstance) {
      if (other.account.startedMs >= startedMs && sameLine(other, session)) toLink.add(other);
      if (good !== null && mayRecoverBy(other, good)) toRecover.add(other);
    }
    for (const other of ofPerson) {
      if (other.account.startedMs >= startedMs) toLink.add(other);
      if (good !== null && mayRecoverBy(other, good)) toRecover.add(other);
    }
  }

  #link(session: Session): boolean {
    const link = linkOf(session, this.#groups.ofInstance(session), () => this.#groups.ofPerson(session));
    if (isSame(link, session.link)) return false;
    session.link = link;
    return true;
  }

  /** Finds for each failure the first success of its client after it. */
  #recover(session: Session, recoveries: Recovery[]): boolean {
    this.#load(session);
    const mates = new Set([...this.#groups.ofInstance(session), ...this.#groups.ofPerson(session)]);
    mates.add(session);
    let last = session.expiredRecoveryMs;
    for (const step of session.steps) {
      if (step.outcome !== 'failed' && step.recoveredMs === null) continue;
      const recoveredMs = step.outcome === 'failed' ? this.#recoveryOf(step, mates) : null;
      if (step.outcome === 'failed') {
        last = last === null || recoveredMs === null ? null : Math.max(last, recoveredMs);
      }
      if (recoveredMs === step.recoveredMs) continue;
      step.recoveredMs = recoveredMs;
      recoveries.push({ request: step.id, recoveredMs });
    }
    if (last === session.lastRecoveryMs) return false;
    session.lastRecoveryMs = last;
    return true;
  }

  #recoveryOf({ endMs }: Step, mates: ReadonlySet<Session>): number | null {
    let best: number | null = null;
    for (const mate of mates) {
      const { firstGoodMs, lastGoodMs } = mate.account;
      if (firstGoodMs === null || lastGoodMs === null || lastGoodMs <= endMs) continue;
      if (best !== null && firstGoodMs >= best) continue;
      let good: number | null = firstGoodMs;
      if (firstGoodMs <= endMs) {
        this.#load(mate);
        if (mate.mayHide(endMs + 1)) this.#uncut(mate);
        good = mate.firstGoodAfter(endMs);
      }
      if (good !== null && (best === null || good < best)) best = good;
    }
    return best;
  }

  /** The session of a context, with its requests. */
  #of(context: string): Session {
    let session = this.#byContext.get(context);
    if (session === undefined) {
      const stored = this.#history.ofContext(context);
      session = stored === null ? this.#add(new Session(++this.#lastId, context)) : this.#wake(stored);
    }
    this.#load(session);
    return session;
  }

  #ofId(id: number): Session | null {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const stored = this.#history.ofId(id);
    return stored === null ? null : this.#wake(stored);
  }

  #wake(stored: StoredSession): Session {
    return this.#byContext.get(stored.context) ?? this.#add(new Session(stored.id, stored.context, stored));
  }

  #add(session: Session): Session {
    this.#byContext.set(session.context, session);
    this.#byId.set(session.id, session);
    return session;
  }

  #load(session: Session): void {
    session.used = ++this.#clock;
    if (session.loaded || session.resume()) return;
    session.load(this.#history.requestsOf(session.id), this.#history.expiredOf(session.id));
    this.#steps += session.size;
  }

  /** Brings all steps of a session to hand. */
  #uncut(session: Session): void {
    const before = session.size;
    session.uncut(this.#history.requestsOf(session.id), this.#history.expiredOf(session.id));
    this.#steps += session.size - before;
  }

  #remove(session: Session): Session[] {
    this.#byContext.delete(session.context);
    this.#byId.delete(session.id);
    return this.#groups.remove(session);
  }

  /** Keeps memory bounded; the database has everything that is forgotten. */
  #forget(): void {
    if (this.#byContext.size > this.#limits.sessions) {
      this.#byContext.clear();
      this.#byId.clear();
      this.#groups.clear();
      this.#steps = 0;
    }
    if (this.#steps <= this.#limits.steps) return;
    const loaded = [...this.#byContext.values()].filter((session) => session.loaded);
    loaded.sort((a, b) => a.used - b.used);
    // Those that are in use would come back at once: of them the last steps stay.
    for (const session of loaded) {
      if (this.#steps <= this.#limits.steps / 2) return;
      this.#steps -= session.cut();
    }
    for (const session of loaded) {
      if (this.#steps <= this.#limits.steps / 2) return;
      this.#steps -= session.size;
      session.unload();
    }
  }
}

/** Whether one of its failures may have another recovery since good requests came or went in that span. */
const mayRecoverBy = (
  { account: { firstFailedMs }, lastRecoveryMs }: Session,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): boolean =>
  firstFailedMs !== null && firstFailedMs < toMs && (lastRecoveryMs === null || lastRecoveryMs >= fromMs);

const isSame = (a: Link | null, b: Link | null): boolean =>
  a === null || b === null ? a === b : a.previous === b.previous && a.kind === b.kind && a.cause === b.cause;
