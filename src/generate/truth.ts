import type { Kind } from '../formats/family.ts';
import type { FailureLayer } from './request.ts';
import type { Endpoint } from './world.ts';

/**
 * Ground truth: what the simulated clients and servers did, noted while they did it.
 *
 * Instants are ISO-8601 in UTC on the true clock; a server whose clock is off (`clockSkewMs`) logs
 * `instant + clockSkewMs`. GUIDs are lower case without braces. Real users only; the product's own probes and the
 * load balancer are counted under `noise`.
 */
export interface Truth {
  seed: number;
  options: TruthOptions;
  servers: ServerTruth[];
  /** What was written, by kind of log. */
  counts: Partial<Record<Kind, Written>>;
  /** Written HttpProxy rows by whether they come from real users. */
  frontEndRows: { real: number; noise: number };
  /** The users, each with everything that logs may call them by. */
  people: PersonTruth[];
  contexts: ContextTruth[];
  failures: FailureTruth[];
  reconnects: ReconnectTruth[];
  /**
   * Written 401 rows of real users after which, by the times in the rows, the same client instance sent a request
   * that got through as a user within 30 minutes and was written, too. A 401 whose follow-up was not written before
   * the end of the data (a long poll that is still open) is not known to be a challenge and not counted.
   */
  challenges: number;
  /**
   * Requests of real users whose connection broke before the answer was through, and of which a written record says
   * so: where the front-end log was not collected, a back end that had given its answer knows nothing of it.
   */
  clientGone: number;
  /** Written HttpProxy rows by reason. */
  noise: Record<NoiseReason, number>;
  /** The same facts as the written records can at best show them. */
  evidence: Evidence;
}

export type NoiseReason = 'health_mailbox' | 'am_probe' | 'load_balancer';

export interface PersonTruth {
  /** `DOMAIN\sam`. */
  user: string;
  smtp: string;
  legacyDn: string;
  /** GUID of the own mailbox. */
  mailbox: string;
}

/** The options as they took effect. */
export interface TruthOptions {
  scenarios: string[];
  clients: number;
  hours: number;
  servers: number;
  layout: string;
  start: string;
  noise: number;
  requests: number | null;
}

export interface Written {
  files: number;
  lines: number;
  bytes: number;
}

export interface ServerTruth {
  name: string;
  fqdn: string;
  clockSkewMs: number;
  /** False: its HttpProxy folder was not collected. */
  frontEndLogged: boolean;
  counts: Partial<Record<Kind, Written>>;
}

/** Why a client had to get a new context, or go on after a break. */
export type Cause =
  | 'failover'
  | 'recycle'
  | 'idle_expiry'
  | 'network'
  | 'authentication'
  | 'throttling'
  | 'refused'
  | 'unknown';

/** `disconnect`: a successful Disconnect or Unbind; `abandoned`: Outlook ended without one; `open`: alive at the end of the data. */
export type EndReason = 'disconnect' | 'abandoned' | 'open' | Cause;

/** One Session Context that left at least one request. */
export interface ContextTruth {
  context: string;
  clientInstance: string;
  user: string;
  mailbox: string;
  endpoint: Endpoint;
  /** Front ends that its requests went through, in order of first use. */
  frontEnds: string[];
  /** Machine that holds it; null when it was never established. */
  backEnd: string | null;
  database: string;
  /** Start of its first request, challenges included. */
  startedAt: string;
  /** End of its first successful Connect or Bind. */
  establishedAt: string | null;
  /** End of its last request. */
  endedAt: string;
  endReason: EndReason;
  /** Requests with at least one written record, without challenges. */
  requests: number;
  failures: number;
}

/** One failed request. */
export interface FailureTruth {
  /** End of the request. */
  at: string;
  requestId: string;
  context: string;
  clientInstance: string;
  user: string;
  mailbox: string;
  endpoint: Endpoint;
  requestType: string;
  /** `10` and `18` (mapihttp), `1010` (rpc), `RoutingError` (proxy), `401` (http), `80004005` (nspi). */
  code: string;
  layer: FailureLayer;
  /** `context_lost`, `server_shutdown`, `permission`, `policy`, `throttling`, `database_unavailable`, `routing`, `backend_unreachable`, `authentication` */
  class: string;
  /** By the next success for the same user, mailbox and endpoint: within 30 minutes, later, or none in the data. */
  resolution: 'recovered' | 'recovered_later' | 'unresolved';
  recoveredAfterMs: number | null;
  /** The same by the next success of the client instance, whatever the mailbox and endpoint. */
  instanceResolution: 'recovered' | 'recovered_later' | 'unresolved';
  instanceRecoveredAfterMs: number | null;
  /** Which records of it were written. */
  written: { frontEnd: boolean; backEnd: boolean };
}

/** One episode: a client lost its context and got a new one, or went on in it after a break. */
export interface ReconnectTruth {
  kind: 'reconnect' | 'resume' | 'restart';
  cause: Cause;
  clientInstance: string;
  user: string;
  mailbox: string;
  endpoint: Endpoint;
  /** Null for a resume. */
  previousContext: string | null;
  context: string;
  lastGoodAt: string | null;
  lostAt: string;
  firstAttemptAt: string;
  /** Null for a resume and when no Connect succeeded by the end of the data. */
  connectedAt: string | null;
  usableAt: string | null;
  attempts: number;
  authLegs: number;
  /** Every front-end record of the episode's own requests was written. */
  frontEndWritten: boolean;
}

/**
 * Contexts, failures and reconnects as the written records can at best show them: computed from what the simulator
 * did, on the clocks that the records have.
 *
 * A request is visible when a record of it was written that names it. Its end and start are those of the front-end
 * record (its `DateTime`, less `TotalRequestTime`); without one, those of the back-end record (its `DateTime`, less
 * `TotalRequestLatency` or an address-book row's `processing-time`; mailbox records of Exchange 2013 have no duration that
 * can be relied on, so there start = end).
 * All `…Ms` instants are epoch milliseconds on those clocks.
 */
export interface Evidence {
  /** Latest end of a visible request, noise included: the end of the data. */
  dataEndMs: number;
  /** By their start. */
  contexts: ContextEvidence[];
  /** By their end. Without `unansweredChallenges`: both lists together are what must be found. */
  failures: FailureEvidence[];
  /**
   * 401s that were meant as challenges, but nothing visible shows that the client got through: failures, too. Where
   * only a back-end record shows it they are listed as well, not at face value: they may be found or not.
   */
  unansweredChallenges: FailureEvidence[];
  /** 401s that were meant as failures, but by the clocks of the records the client got through afterwards: none. */
  likeChallenges: { requestId: string; context: string; clientInstance: string; atMs: number }[];
  /** By the start of the first attempt. */
  reconnects: ReconnectEvidence[];
  /** How many contexts, failures and episodes left no record at all. They are in none of the lists. */
  unseen: { contexts: number; failures: number; reconnects: number };
}

/** Whether an item can be taken at face value. */
export interface FaceValue {
  /** False: the records alone cannot show the true cause, kind or time; a comparison has to leave it out. */
  faceValue: boolean;
  /** Why not; null when it can. */
  why: string | null;
}

/** Whom an item is about. */
export interface Party {
  clientInstance: string;
  /** `CONTOSO\sam`, as front ends log it. */
  user: string;
  /** `sam@contoso.com`, as some back-end records have it instead. */
  smtp: string;
  mailbox: string;
  endpoint: Endpoint;
}

/** Why a context is no longer used, in the words of the `sessions` view. */
export type SeenEndReason =
  | 'disconnect'
  | 'failover'
  | 'recycle'
  | 'expired'
  | 'network'
  | 'superseded'
  | 'open';

/** One Session Context with at least one visible request. */
export interface ContextEvidence extends Party, FaceValue {
  context: string;
  /** Front ends of its visible requests, challenges included; names in alphabetical order. */
  frontEnds: string[];
  /** Machine that answered its last successful visible request; null when there is none. */
  backEnd: string | null;
  /** Earliest start of a visible request, challenges included. */
  startedAtMs: number;
  /** End of the first visible successful Connect or Bind. */
  establishedAtMs: number | null;
  /** Latest end of a visible request. */
  endedAtMs: number;
  /** Visible requests without challenges. */
  requests: number;
  /** Those that failed, unanswered challenges included; client_gone is no failure. */
  failures: number;
  endReason: SeenEndReason;
  /**
   * Counters between those of the first and the last visible request that belong to requests without a visible record;
   * null where one of them may still have been under way at the end of the data.
   */
  missingRequests: number | null;
}

/** One visible request that failed. */
export interface FailureEvidence extends Party, FaceValue {
  requestId: string;
  /** End of the request. */
  atMs: number;
  context: string;
  requestType: string;
  layer: FailureLayer;
  code: string;
  class: string;
  /** By the next visible success of the same client instance, or of the same user, mailbox and endpoint. */
  resolution: 'recovered' | 'recovered_later' | 'unresolved' | 'pending';
  recoveredAfterMs: number | null;
}

/** One episode, from visible requests only. */
export interface ReconnectEvidence extends Party, FaceValue {
  kind: ReconnectTruth['kind'];
  cause: Cause;
  /** Null for a resume. */
  previousContext: string | null;
  context: string;
  /** End of the last success: of the previous context; for a resume, of the context before the break. */
  lastGoodMs: number | null;
  /** End of the first failed or broken request after the last success, but not later than the first attempt. */
  lostMs: number;
  /** Start of the first Connect or Bind, challenges included; for a resume, of the first request after the break. */
  firstAttemptMs: number;
  /** End of the first successful Connect or Bind; null for a resume. */
  connectedMs: number | null;
  /** End of the first successful Execute (nspi: of the first success after Bind; resume: of the first success). */
  usableMs: number | null;
  /** Connects or Binds of the context that were not challenges; 0 for a resume. */
  attempts: number;
  /** Challenges of the context from the first attempt to the end of the request that made it usable. */
  authLegs: number;
  /** Front end of the request that connected (resume: made it usable); without one, of the first attempt. */
  frontEnd: string;
  /** Machine that answered that request; null when none succeeded. */
  backEnd: string | null;
}
