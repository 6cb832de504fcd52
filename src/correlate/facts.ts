import type { CodeLayer, FailureClass } from '../formats/codes/code.ts';
import { subnetOf } from '../formats/values/subnet.ts';
import { UNMEASURED } from './parts.ts';
import { endpointOf, type Request, requestTypeOf } from './request.ts';

/** The way that a request took; what many requests have in common. */
export interface Place {
  endpoint: string | null;
  requestType: string | null;
  frontEnd: string | null;
  backEnd: string | null;
  database: string | null;
  software: string | null;
  version: string | null;
  mode: string | null;
  noise: string | null;
}

/** Whose request it was, to which mailbox and from where. */
export interface Sender {
  user: string | null;
  mailbox: string | null;
  address: string | null;
  /** Network of the address. */
  subnet: string | null;
}

/** What a request failed with. */
export interface Failure {
  /** Who reports the code. */
  layer: CodeLayer;
  /** As the log has it; large numbers in hexadecimal. */
  code: string;
  /** Unsigned 32 bits; null where the code is a name. */
  number: number | null;
  class: FailureClass;
}

/** Durations in milliseconds; null where not measured. */
export interface Measures {
  durationMs: number | null;
  clientStreamMs: number | null;
  frontEndMs: number | null;
  routingMs: number | null;
  backendMs: number | null;
  /**
   * What the front end waited for the back end beyond the time that the back end itself accounts for: queue and
   * transport between the two. Both clocks count whole milliseconds, so that a small negative value is rounding and a
   * large one a wrong clock; it is told as it is.
   */
  queueMs: number | null;
}

/** The way of a request. The front end knows the way, the back end the client program. */
export function placeOf(request: Request): Place {
  const { front, back, classic, noise } = request;
  const [ofFront, ofBack, ofClassic] = [front?.names, back?.names, classic?.names];
  return {
    endpoint: endpointOf(request),
    requestType: requestTypeOf(request),
    frontEnd: ofFront?.frontEnd ?? ofBack?.frontEnd ?? ofClassic?.frontEnd ?? null,
    // The machine whose log has the record answered; a session cookie may name the one before a failover.
    backEnd: back?.machine ?? classic?.machine ?? front?.machine ?? null,
    database: ofFront?.database ?? ofBack?.database ?? front?.cookieDatabase ?? null,
    software: ofBack?.software ?? ofClassic?.software ?? ofFront?.software ?? null,
    version: ofBack?.version ?? ofClassic?.version ?? ofFront?.version ?? null,
    mode: ofBack?.mode ?? ofClassic?.mode ?? null,
    noise,
  };
}

/** Who sent a request. */
export function senderOf({ front, back, classic }: Request): Sender {
  const [ofFront, ofBack, ofClassic] = [front?.names, back?.names, classic?.names];
  const address = ofFront?.address ?? ofBack?.address ?? ofClassic?.address ?? null;
  return {
    user: ofFront?.listed ?? ofBack?.listed ?? ofClassic?.listed ?? null,
    mailbox: ofFront?.mailbox ?? ofBack?.mailbox ?? null,
    address,
    subnet: subnetOf(address),
  };
}

/** How long a request took, and who spent it. */
export function measuresOf({ front, back, classic }: Request): Measures {
  const spent = front?.spent ?? UNMEASURED;
  const { backendMs } = spent;
  const ownMs = back?.durationMs ?? null;
  return {
    durationMs: front?.durationMs ?? ownMs ?? classic?.durationMs ?? null,
    clientStreamMs: spent.clientStreamMs,
    frontEndMs: spent.frontEndMs,
    routingMs: spent.routingMs,
    backendMs,
    queueMs: backendMs === null || ownMs === null ? null : backendMs - ownMs,
  };
}

const LARGEST_DECIMAL = 0xffff;

const codeText = (status: number): string =>
  status >= 0 && status <= LARGEST_DECIMAL
    ? String(status)
    : `0x${(status >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;

/** What a failed request failed with; null of others. The back end's codes decide, then the front end's, as they do for the outcome. */
export function failureOf(request: Request): Failure | null {
  const { front, back, classic, failureClass } = request;
  if (failureClass === null) return null;
  const response = back?.responseCode ?? 0;
  if (response !== 0)
    return { layer: 'mapihttp', code: String(response), number: response, class: failureClass };
  const status = back?.statusCode ?? classic?.statusCode ?? 0;
  if (status !== 0) {
    const layer =
      endpointOf(request) === 'nspi'
        ? 'nspi'
        : ((classic?.statusLayer as CodeLayer | null | undefined) ?? 'rpc');
    return { layer, code: codeText(status), number: status >>> 0, class: failureClass };
  }
  const rpcStatus = classic?.rpcStatus ?? '0';
  if (rpcStatus !== '0') return { layer: 'mapihttp', code: rpcStatus, number: null, class: failureClass };
  const error = front?.errorCode ?? null;
  if (error !== null) return { layer: 'proxy', code: error, number: null, class: failureClass };
  const http = front?.httpStatus ?? back?.httpStatus ?? 0;
  return { layer: 'http', code: String(http), number: http, class: failureClass };
}
