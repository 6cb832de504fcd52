import { Chronicle } from './chronicle.ts';
import { Episode, type Loss } from './episode.ts';
import { instanceKey, userKey } from './party.ts';
import type { MapiContext, MapiRequest, Outcome } from './request.ts';
import { troubleOf } from './trouble.ts';
import type { Cause, ContextTruth, FailureTruth, NoiseReason, ReconnectTruth } from './truth.ts';
import type { PoolRun } from './world.ts';

const RECOVERY_WINDOW = 30 * 60_000;
const CHALLENGE_WINDOW = 30 * 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A request that came to its end. */
export interface Ended {
  request: MapiRequest;
  end: number;
  outcome: Outcome;
  written: { frontEnd: boolean; backEnd: boolean };
}

/** What is known of one Session Context while the simulation runs. */
export interface ContextState extends Loss {
  context: MapiContext;
  truth: ContextTruth;
  /** Process that held it. */
  pool: PoolRun | undefined;
  address: string;
  /** What it suffered from since its last good request, as far as the requests themselves tell. */
  trouble: Cause | undefined;
  /** The episode that this context began. */
  episode: Episode | undefined;
  /** A break inside the context that no success has followed yet. */
  resume: Episode | undefined;
}

interface OpenFailure {
  at: number;
  truth: FailureTruth;
}

/** Notes what the simulated clients and servers did; real users only. Requests come in the order of their end. */
export class Ledger {
  readonly contexts: ContextTruth[] = [];
  readonly failures: FailureTruth[] = [];
  readonly noise: Record<NoiseReason, number> = { health_mailbox: 0, am_probe: 0, load_balancer: 0 };
  /** Every request, for the evidence. */
  readonly chronicle = new Chronicle();
  challenges = 0;
  clientGone = 0;
  readonly #states = new Map<MapiContext, ContextState>();
  readonly #episodes: Episode[] = [];
  /** Newest context by client instance, mailbox and endpoint; and by user, mailbox and endpoint. */
  readonly #byInstance = new Map<string, ContextState>();
  readonly #byUser = new Map<string, ContextState>();
  readonly #open = new Map<string, OpenFailure[]>();
  readonly #openOfInstance = new Map<string, OpenFailure[]>();
  /** By instance: written 401s that no row of an authenticated request has followed yet, and the start of the latest such. */
  readonly #logons = new Map<string, { open: number[]; latest: number }>();

  /** A real user's request ended. */
  ended(event: Ended): void {
    const { request, end, outcome, written } = event;
    const { context } = request;
    const state = this.#states.get(context) ?? this.#begin(event);
    const { truth } = state;
    if (!truth.frontEnds.includes(request.frontEnd.name)) truth.frontEnds.push(request.frontEnd.name);
    truth.endedAt = iso(end);
    const isWritten = written.frontEnd || written.backEnd;
    if (outcome !== 'challenge' && isWritten) truth.requests += 1;
    if (written.frontEnd) this.#countChallenges(event);
    if (outcome === 'failed') {
      truth.failures += isWritten ? 1 : 0;
      if (isWritten) this.#fail(event);
    }
    if (outcome === 'client_gone' && (written.frontEnd || request.breakWritten)) this.clientGone += 1;
    this.#follow(state, event);
    if (outcome === 'ok') {
      this.#recover(this.#open, userKey(context), end, false);
      this.#recover(this.#openOfInstance, context.client.instance, end, true);
    }
  }

  /** A 401 is a challenge once the logs show a later request of the same client as a user: by their times, not the true ones. */
  #countChallenges({ request, end, outcome }: Ended): void {
    const { instance } = request.context.client;
    const logon = this.#logons.get(instance) ?? { open: [], latest: 0 };
    this.#logons.set(instance, logon);
    const { clockSkewMs } = request.frontEnd;
    if (outcome === 'challenge') {
      // The clock of another front end may be ahead, so that an earlier request looks like a later one.
      if (logon.latest >= end + clockSkewMs) this.challenges += 1;
      else logon.open.push(end + clockSkewMs);
    } else if (outcome !== 'failed' || request.fault?.httpStatus !== 401) {
      // A long poll that was open before the 401 is no answer to it.
      const began = request.startedAt + clockSkewMs;
      const followed = logon.open.filter((at) => at <= began);
      this.challenges += followed.filter((at) => end + clockSkewMs - at <= CHALLENGE_WINDOW).length;
      logon.open = logon.open.filter((at) => at > began);
      logon.latest = Math.max(logon.latest, began);
    }
  }

  /** Outlook ended and left this context behind. */
  abandoned(context: MapiContext): void {
    const state = this.#states.get(context);
    if (state !== undefined && state.truth.endReason === 'open') state.truth.endReason = 'abandoned';
  }

  /** All episodes, by the start of their first attempt. */
  finish(): ReconnectTruth[] {
    for (const state of this.#states.values()) {
      this.contexts.push(state.truth);
      if (state.truth.establishedAt === null) state.truth.endReason = state.trouble ?? 'unknown';
      if (state.truth.establishedAt === null && state.episode?.kind === 'reconnect') {
        state.episode.cause = causeOf(state.episode.previous, state);
      }
    }
    return this.#episodes
      .filter((episode) => episode.complete)
      .map((episode) => episode.truth())
      .sort((a, b) =>
        a.firstAttemptAt < b.firstAttemptAt ? -1 : a.firstAttemptAt > b.firstAttemptAt ? 1 : 0,
      );
  }

  /** The episodes by which contexts took the place of others. */
  *beginnings(): Iterable<[MapiContext, Episode]> {
    for (const { context, episode } of this.#states.values()) {
      if (episode !== undefined) yield [context, episode];
    }
  }

  #begin({ request, end }: Ended): ContextState {
    const { context } = request;
    const { client, mailbox, endpoint } = context;
    const state: ContextState = {
      context,
      truth: {
        context: context.id,
        clientInstance: client.instance,
        user: client.person.account,
        mailbox: mailbox.guid,
        endpoint,
        frontEnds: [],
        backEnd: null,
        database: mailbox.database.guid,
        startedAt: iso(request.startedAt),
        establishedAt: null,
        endedAt: iso(end),
        endReason: 'open',
        requests: 0,
        failures: 0,
      },
      pool: undefined,
      address: request.address,
      trouble: undefined,
      lastGoodAt: undefined,
      lostAt: undefined,
      episode: undefined,
      resume: undefined,
    };
    this.#states.set(context, state);
    const own = this.#byInstance.get(instanceKey(context));
    const ofUser = this.#byUser.get(userKey(context));
    if (own !== undefined && own.truth.endReason !== 'disconnect') {
      state.episode = new Episode('reconnect', state, own, request.startedAt);
    } else if (own === undefined && ofUser !== undefined) {
      state.episode = new Episode('restart', state, ofUser, request.startedAt);
    }
    if (state.episode !== undefined) this.#episodes.push(state.episode);
    this.#byInstance.set(instanceKey(context), state);
    this.#byUser.set(userKey(context), state);
    return state;
  }

  /** Keeps the account of good and bad times of a context, and of the episodes it is in. */
  #follow(state: ContextState, { request, end, outcome, written }: Ended): void {
    const opening = request.type === 'Connect' || request.type === 'Bind';
    state.episode?.note(request, end, outcome, opening, written.frontEnd);
    if (request.address !== state.address) {
      // The context goes on from another place, perhaps without a sign that the old connection had broken.
      if (state.resume === undefined && state.truth.establishedAt !== null) {
        this.#resumeAt(state, request.startedAt);
      }
      state.address = request.address;
    }
    if (outcome === 'ok') {
      if (opening && state.truth.establishedAt === null) this.#established(state, request, end);
      state.resume?.note(request, end, outcome, opening, written.frontEnd);
      state.lastGoodAt = end;
      state.lostAt = undefined;
      state.trouble = undefined;
      if (state.resume?.complete === true) state.resume = undefined;
      if (request.type === 'Disconnect' || request.type === 'Unbind') state.truth.endReason = 'disconnect';
      return;
    }
    state.resume?.note(request, end, outcome, opening, written.frontEnd);
    if (outcome === 'challenge') return;
    state.lostAt ??= end;
    state.trouble ??= outcome === 'client_gone' ? 'network' : troubleOf(request.fault);
    if (outcome === 'client_gone' && state.truth.establishedAt !== null && state.resume === undefined) {
      this.#resumeAt(state, undefined);
    }
  }

  #resumeAt(state: ContextState, firstAttempt: number | undefined): void {
    state.resume = new Episode('resume', state, state, firstAttempt);
    this.#episodes.push(state.resume);
  }

  #established(state: ContextState, request: MapiRequest, end: number): void {
    state.truth.establishedAt = iso(end);
    state.truth.backEnd = request.target.name;
    state.truth.database = request.database.guid;
    state.pool = request.context.server?.pool;
    const previous = state.episode?.previous;
    if (state.episode === undefined || previous === undefined) return;
    const cause = causeOf(previous, state);
    if (state.episode.kind === 'reconnect') {
      state.episode.cause = cause;
      if (previous.truth.endReason === 'open') previous.truth.endReason = cause;
    }
  }

  #fail({ request, end, written }: Ended): void {
    const { context, fault } = request;
    if (fault === undefined) return;
    const truth: FailureTruth = {
      at: iso(end),
      requestId: request.id,
      context: context.id,
      clientInstance: context.client.instance,
      user: context.client.person.account,
      mailbox: context.mailbox.guid,
      endpoint: context.endpoint,
      requestType: request.type,
      code: fault.code,
      layer: fault.layer,
      class: fault.class,
      resolution: 'unresolved',
      recoveredAfterMs: null,
      instanceResolution: 'unresolved',
      instanceRecoveredAfterMs: null,
      written,
    };
    this.failures.push(truth);
    const open = { at: end, truth };
    add(this.#open, userKey(context), open);
    add(this.#openOfInstance, context.client.instance, open);
  }

  #recover(open: Map<string, OpenFailure[]>, key: string, end: number, ofInstance: boolean): void {
    for (const { at, truth } of open.get(key) ?? []) {
      const resolution = end - at <= RECOVERY_WINDOW ? 'recovered' : 'recovered_later';
      if (ofInstance) {
        truth.instanceResolution = resolution;
        truth.instanceRecoveredAfterMs = end - at;
      } else {
        truth.resolution = resolution;
        truth.recoveredAfterMs = end - at;
      }
    }
    open.delete(key);
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** In the order of the strength of evidence; the simulated servers know each of these facts. */
function causeOf(previous: ContextState, next: ContextState): Cause {
  if (previous.pool !== undefined && next.pool !== undefined) {
    if (previous.pool.server !== next.pool.server) return 'failover';
    if (previous.pool !== next.pool) return 'recycle';
  }
  // A context that expired after the client had turned to a new one was not lost by that.
  const expiredAt = previous.context.server?.expiredAt;
  if (expiredAt !== undefined && expiredAt <= Date.parse(next.truth.startedAt)) return 'idle_expiry';
  return previous.trouble ?? next.trouble ?? 'unknown';
}
