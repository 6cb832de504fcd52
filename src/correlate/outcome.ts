import type { FailureClass } from '../formats/codes/code.ts';
import { codeOf } from '../formats/codes/codes.ts';
import type { BackPart, ClassicPart, FrontPart } from './parts.ts';

export type Outcome = 'ok' | 'failed' | 'challenge' | 'client_gone';

export interface Verdict {
  outcome: Outcome;
  /** Group of causes; null unless failed. */
  failureClass: FailureClass | null;
}

/** X-ResponseCode of a request whose client dropped the connection: no failure. */
const CLIENT_GONE_RESPONSE = 14;

/** The same as the front end names it. */
const CLIENT_GONE_ERROR = codeOf('proxy', 'ClientDisconnect');

/** Class of a HTTP status; those that no table has are classed by their hundreds. */
function httpClass(status: number): FailureClass {
  return codeOf('http', status)?.class ?? (status >= 500 ? 'server_error' : 'bad_request');
}

/**
 * Class of a status that may be of the `rpc` or the `rop` layer. Where the number is another code in each, neither is
 * right for certain.
 */
function statusClass(status: number): FailureClass | null {
  const rpc = codeOf('rpc', status);
  const rop = codeOf('rop', status);
  if (rpc === null || rop === null) return (rpc ?? rop)?.class ?? null;
  return rpc.class === rop.class ? rpc.class : null;
}

/** Words of the address-book log that say more than its status. */
const reasonClasses: Readonly<Record<string, FailureClass>> = {
  NoContext: 'context_lost',
  Throttled: 'throttling',
};

function classicClass({ statusCode, reason, names }: ClassicPart): FailureClass | null {
  const byReason = reason === null ? undefined : reasonClasses[reason];
  if (byReason !== undefined) return byReason;
  if (names.endpoint !== 'nspi') return statusClass(statusCode ?? 0);
  return statusCode === null || statusCode === 0 ? null : (codeOf('nspi', statusCode)?.class ?? null);
}

const failed = (failureClass: FailureClass | null): Verdict => ({
  outcome: 'failed',
  failureClass: failureClass ?? 'unknown',
});

function frontVerdict(front: FrontPart): Verdict | null {
  const { httpStatus, errorCode } = front;
  if (errorCode !== null) {
    const byStatus = httpStatus !== null && httpStatus >= 400 ? httpClass(httpStatus) : null;
    return failed(codeOf('proxy', errorCode)?.class ?? byStatus);
  }
  if (httpStatus !== null && httpStatus >= 400) return failed(httpClass(httpStatus));
  return null;
}

function backVerdict(back: BackPart): Verdict | null {
  if (back.responseCode !== null && back.responseCode !== 0)
    return failed(codeOf('mapihttp', back.responseCode)?.class ?? null);
  if (back.statusCode !== null && back.statusCode !== 0)
    return failed(codeOf('rpc', back.statusCode)?.class ?? null);
  if (back.httpStatus !== null && back.httpStatus >= 400) return failed(httpClass(back.httpStatus));
  return null;
}

/**
 * What became of a request, from all its records. HTTP 200 proves nothing: the back end's codes decide, then the
 * front end's. Only structured fields are looked at; exception texts are localised.
 *
 * A 401 without a user counts as failed here; it becomes a challenge when the same client gets through later.
 */
export function verdict(
  front: FrontPart | null,
  back: BackPart | null,
  classic: ClassicPart | null,
): Verdict {
  const gone =
    back?.responseCode === CLIENT_GONE_RESPONSE ||
    classic?.gone === true ||
    (front !== null && front.errorCode !== null && codeOf('proxy', front.errorCode) === CLIENT_GONE_ERROR);
  if (gone) return { outcome: 'client_gone', failureClass: null };
  const classicVerdict = classic?.failed === true ? failed(classicClass(classic)) : null;
  return (
    (back === null ? null : backVerdict(back)) ??
    classicVerdict ??
    (front === null ? null : frontVerdict(front)) ?? { outcome: 'ok', failureClass: null }
  );
}

/** Whether a record is one leg of an authentication that may still succeed. */
export function mayBeChallenge(front: FrontPart): boolean {
  return front.httpStatus === 401 && !front.authenticated;
}
