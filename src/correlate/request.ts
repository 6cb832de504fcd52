import { type Verdict, verdict } from './outcome.ts';
import type { AnyPart, BackPart, ClassicPart, Endpoint, FrontPart } from './parts.ts';

/** What of a request indexes of the database have. */
export type Keys = Pick<Request, 'endedMs' | 'outcome' | 'noise' | 'session'>;

export const keysOf = ({ endedMs, outcome, noise, session }: Request): Keys => ({
  endedMs,
  outcome,
  noise,
  session,
});

/** One HTTP request, put together from its records. Times are epoch milliseconds. */
export interface Request extends Verdict {
  id: number;
  /** Whether the database has it already, in an earlier form. */
  stored: boolean;
  /** What the database finds it by, in that form; null while nothing has changed since, and when it is not stored. */
  keys: Keys | null;
  startedMs: number;
  endedMs: number;
  front: FrontPart | null;
  back: BackPart | null;
  classic: ClassicPart | null;
  noise: string | null;
  /** Whether it is a 401 that the same client got past. */
  challenge: boolean;
  /** Id of its session; null without a Session Context. */
  session: number | null;
  /** Of a failed one: when its client was served again; null while that is not known. */
  recoveredMs: number | null;
}

/** A request as the database has it. */
export interface StoredRequest {
  id: number;
  challenge: boolean;
  session: number | null;
  recoveredMs: number | null;
  parts: AnyPart[];
}

/** A request without records. */
export const emptyRequest = (id: number, stored: boolean): Request => ({
  id,
  stored,
  keys: null,
  startedMs: 0,
  endedMs: 0,
  front: null,
  back: null,
  classic: null,
  outcome: 'ok',
  failureClass: null,
  noise: null,
  challenge: false,
  session: null,
  recoveredMs: null,
});

/** The request that was stored. */
export function restored({ id, challenge, session, recoveredMs, parts }: StoredRequest): Request {
  const request = emptyRequest(id, true);
  request.challenge = challenge;
  request.session = session;
  request.recoveredMs = recoveredMs;
  for (const part of parts) attach(request, part);
  return request;
}

/** Adds a record to a request and says anew what became of it. */
export function attach(request: Request, part: AnyPart): void {
  if (part.side === 'front') request.front = part;
  else if (part.side === 'back') request.back = part;
  // Several classic rows may tell of one request; the one that tells of its failure counts.
  else if (request.classic === null || (tellsMore(part) && !tellsMore(request.classic)))
    request.classic = part;
  // The front end saw the whole request; where it has no record, the back end's times stand.
  const timed = request.front ?? request.back ?? request.classic ?? part;
  request.endedMs = timed.atMs;
  // Early 2013 builds log decimal latencies; points in time are whole milliseconds.
  request.startedMs = Math.round(timed.atMs - (hasDuration(timed) ? (timed.durationMs ?? 0) : 0));
  request.noise = request.front?.noise ?? request.back?.noise ?? request.classic?.noise ?? null;
  const { outcome, failureClass } = verdict(request.front, request.back, request.classic);
  request.outcome = request.challenge ? 'challenge' : outcome;
  request.failureClass = request.challenge ? null : failureClass;
}

const tellsMore = ({ failed, gone }: ClassicPart): boolean => failed || gone;

/** The processing time of a Disconnect in the MAPI Client Access log is the length of the session, not of the request. */
const hasDuration = (part: AnyPart): boolean => part.side !== 'classic' || part.names.endpoint === 'nspi';

/** The Session Context that its records name. */
export const contextOf = ({ front, back, classic }: Request): string | null =>
  front?.context ?? back?.context ?? classic?.context ?? null;

/** X-RequestType. */
export const requestTypeOf = ({ front, back, classic }: Request): string | null =>
  front?.requestType ?? back?.requestType ?? classic?.requestType ?? null;

/** Types of the mailbox endpoint; the legacy names are those of monitoring ([MS-OXCMAPIHTTP] 2.2.4). */
const MAILBOX_TYPES = new Set([
  'Connect',
  'Execute',
  'Disconnect',
  'NotificationWait',
  'Dummy',
  'EcDoConnectEx',
  'EcDoRpcExt2',
  'EcDoDisconnect',
  'EcDoAsyncWaitEx',
  'EcDoDummy',
]);

/** The service that it was for; null where nothing tells. */
export function endpointOf(request: Request): Endpoint | null {
  const named = request.front?.names.endpoint ?? null;
  if (named !== null) return named;
  const type = request.back?.requestType ?? null;
  // A PING goes to either.
  if (type !== null) return MAILBOX_TYPES.has(type) ? 'emsmdb' : type === 'PING' ? null : 'nspi';
  return request.classic?.names.endpoint ?? null;
}
