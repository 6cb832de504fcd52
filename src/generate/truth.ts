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
}

export type NoiseReason = 'health_mailbox' | 'am_probe' | 'load_balancer';

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
