import { decodeContextCookie } from '../../src/formats/values/session-cookie.ts';
import { ids, isProbe, type Row, start, value, type WrittenLogs } from './written-logs.ts';

/** A request as the rows of both ends show it: read again from the files, joined by `RequestId`. */
export interface Logged {
  requestId: string;
  context: string;
  instance: string;
  type: string;
  frontEnd: string;
  /** Machine that answered; nothing when none did. */
  backEnd: string;
  start: number;
  end: number;
  real: boolean;
  unauthorised: boolean;
  gone: boolean;
  failed: boolean;
}

const guid = (text: string): string => /[0-9a-fA-F-]{36}/.exec(text)?.[0].toLowerCase() ?? '';
const endOf = (row: Row): number => Date.parse(value(row, 'DateTime'));

/** All requests in the files of a layout that logs a row per request at both ends. */
export function loggedRequests({ frontEnd, mapiHttp }: WrittenLogs): Logged[] {
  const back = new Map(mapiHttp.map((row) => [value(row, 'RequestId'), row]));
  const requests = frontEnd.map((row) => fromFront(row, back.get(value(row, 'RequestId'))));
  const known = new Set(requests.map(({ requestId }) => requestId));
  return [...requests, ...mapiHttp.filter((row) => !known.has(value(row, 'RequestId'))).map(fromBack)];
}

function fromFront(row: Row, back: Row | undefined): Logged {
  const codes = back === undefined ? [] : [value(back, 'ResponseCode'), value(back, 'StatusCode')];
  const gone = value(row, 'ErrorCode') === 'ClientDisconnect' || codes[0] === '14';
  const status = value(row, 'HttpStatus');
  return {
    requestId: value(row, 'RequestId'),
    ...ids(row),
    frontEnd: value(row, 'ServerHostName'),
    backEnd: value(row, 'TargetServer').split('.')[0] ?? '',
    start: start(row),
    end: endOf(row),
    real: !isProbe(row),
    unauthorised: status === '401',
    gone,
    failed:
      !gone && (status !== '200' || value(row, 'ErrorCode') !== '' || codes.some((code) => code !== '0')),
  };
}

function fromBack(row: Row): Logged {
  const codes = [value(row, 'ResponseCode'), value(row, 'StatusCode')];
  const gone = codes[0] === '14';
  return {
    requestId: value(row, 'RequestId'),
    context: guid(value(row, 'MapiRequestId')),
    instance: guid(value(row, 'MapiClientInfo')),
    type: value(row, 'RequestType'),
    frontEnd: value(row, 'SourceCafeServer').split('.')[0] ?? '',
    // The session cookie names the machine that holds the context.
    backEnd: decodeContextCookie(value(row, 'SessionCookie'))?.machine ?? '',
    start: endOf(row) - Number(value(row, 'TotalRequestLatency')),
    end: endOf(row),
    real: !value(row, 'ClientSoftware').includes('Monitoring'),
    unauthorised: false,
    gone,
    failed: !gone && codes.some((code) => code !== '0'),
  };
}
