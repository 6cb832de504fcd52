import type { BackPart, ClassicPart, FrontPart } from './parts.ts';

export type Outcome = 'ok' | 'failed' | 'challenge' | 'client_gone';

export interface Verdict {
  outcome: Outcome;
  /** Group of causes; null unless failed. */
  failureClass: string | null;
}

/**
 * X-ResponseCode of a back end (MS-OXCMAPIHTTP 2.2.3.3.3; names 14 and above as Exchange uses them) to the class of
 * failure. 14, the client having dropped the connection, is no failure.
 */
const responseClasses: Record<number, string> = {
  1: 'server_error',
  2: 'bad_request',
  3: 'bad_request',
  4: 'tampered',
  5: 'bad_request',
  6: 'tampered',
  7: 'tampered',
  8: 'authentication',
  9: 'bad_request',
  10: 'context_lost',
  11: 'access',
  12: 'bad_request',
  13: 'tampered',
  15: 'sequence',
  16: 'unavailable',
  17: 'server_error',
  18: 'unavailable',
};

const CLIENT_GONE_RESPONSE = 14;

/**
 * HttpProxy ErrorCode to class. The vocabulary is open: sub-error names or numbers, .NET WebExceptionStatus names,
 * HTTP status names, exception types. What is not here is classed by its HTTP status.
 */
const errorClasses: Record<string, string> = {
  serverkerberosauthenticationfailure: 'backend_authentication',
  unauthenticatedrequest: 'authentication',
  badsamltoken: 'authentication',
  invalidoauthtoken: 'authentication',
  connectfailure: 'backend_unreachable',
  sendfailure: 'backend_unreachable',
  receivefailure: 'backend_unreachable',
  keepalivefailure: 'backend_unreachable',
  connectionclosed: 'backend_unreachable',
  nameresolutionfailure: 'backend_unreachable',
  trustfailure: 'backend_unreachable',
  securechannelfailure: 'backend_unreachable',
  timeout: 'backend_timeout',
  requestcanceled: 'backend_timeout',
  backendrequesttimedout: 'backend_timeout',
  toomanyoutstandingproxyrequests: 'throttling',
  toomanyoutstandingproxyrequeststodag: 'throttling',
  toomanyoutstandingproxyrequeststoforest: 'throttling',
  toomanyoutstandingauthenticationrequests: 'throttling',
  routingerror: 'routing',
  usernotfound: 'directory',
  domainnotfound: 'directory',
  mailboxguidwithdomainnotfound: 'mailbox_not_found',
  databaseguidnotfound: 'directory',
  databasenamenotfound: 'directory',
  servernotfound: 'directory',
  serverversionnotfound: 'directory',
  serverlocatorerror: 'directory',
  serverdiscoveryerror: 'directory',
  directoryoperationerror: 'directory',
  mservoperationerror: 'directory',
};

/** HttpProxy sub-error numbers (2013 product behaviour) to the names used above. */
const errorNumbers: Record<string, string> = {
  2001: 'directoryoperationerror',
  2002: 'mservoperationerror',
  2003: 'serverdiscoveryerror',
  2004: 'serverlocatorerror',
  2011: 'toomanyoutstandingproxyrequests',
  2012: 'toomanyoutstandingauthenticationrequests',
  2014: 'backendrequesttimedout',
  2016: 'serverkerberosauthenticationfailure',
  2017: 'toomanyoutstandingproxyrequeststodag',
  3002: 'usernotfound',
  3003: 'mailboxguidwithdomainnotfound',
  3004: 'databasenamenotfound',
  3005: 'databaseguidnotfound',
  3007: 'servernotfound',
  3008: 'serverversionnotfound',
  3009: 'domainnotfound',
  4001: 'unauthenticatedrequest',
  4003: 'clientdisconnect',
};

/** MAPI status codes (unsigned) to class; MS-OXCDATA 2.4. */
const statusClasses: Record<number, string> = {
  1003: 'logon',
  1010: 'logon',
  2203: 'logon',
  2412: 'logon',
  2147746065: 'logon',
  2147942405: 'access',
  1152: 'throttling',
  2419: 'throttling',
  2614: 'throttling',
  1142: 'database_unavailable',
  1144: 'database_unavailable',
  1292: 'database_unavailable',
  2611: 'database_unavailable',
  2612: 'database_unavailable',
  2613: 'database_unavailable',
  1247: 'policy',
  1248: 'policy',
  1249: 'policy',
  2008: 'policy',
  2414: 'directory',
  2415: 'directory',
  2147746304: 'context_lost',
};

/** The name behind an ErrorCode in any of its forms, lower case. */
function errorName(errorCode: string): string {
  const text = errorCode.trim().toLowerCase();
  return errorNumbers[text] ?? text;
}

function httpClass(status: number): string {
  if (status === 401) return 'authentication';
  if (status === 403) return 'access';
  if (status === 404) return 'directory';
  if (status === 503) return 'unavailable';
  if (status === 504) return 'backend_timeout';
  return status >= 500 ? 'server_error' : 'bad_request';
}

const failed = (failureClass: string): Verdict => ({ outcome: 'failed', failureClass });

function frontVerdict(front: FrontPart): Verdict | null {
  const { httpStatus, errorCode } = front;
  if (errorCode !== null) {
    const name = errorName(errorCode);
    return failed(
      errorClasses[name] ?? (httpStatus !== null && httpStatus >= 400 ? httpClass(httpStatus) : 'unknown'),
    );
  }
  if (httpStatus !== null && httpStatus >= 400) return failed(httpClass(httpStatus));
  return null;
}

function backVerdict(back: BackPart): Verdict | null {
  if (back.responseCode !== null && back.responseCode !== 0)
    return failed(responseClasses[back.responseCode] ?? 'unknown');
  if (back.statusCode !== null && back.statusCode !== 0)
    return failed(statusClasses[back.statusCode >>> 0] ?? 'unknown');
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
    (front !== null && front.errorCode !== null && errorName(front.errorCode) === 'clientdisconnect');
  if (gone) return { outcome: 'client_gone', failureClass: null };
  const classicVerdict =
    classic?.failed === true ? failed(statusClasses[(classic.statusCode ?? 0) >>> 0] ?? 'unknown') : null;
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
