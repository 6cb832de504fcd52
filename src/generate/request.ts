import type { Latency } from './latency.ts';
import type { Database, Endpoint, Mailbox, Person, PoolRun, Server } from './world.ts';

export type RequestType =
  | 'Connect'
  | 'Execute'
  | 'NotificationWait'
  | 'PING'
  | 'Disconnect'
  | 'Bind'
  | 'Unbind'
  | 'QueryRows'
  | 'ResolveNames'
  | 'GetMatches'
  | 'GetProps'
  | 'UpdateStat';

export type Outcome = 'ok' | 'failed' | 'challenge' | 'client_gone';
export type FailureLayer = 'http' | 'proxy' | 'mapihttp' | 'rpc' | 'rop' | 'nspi';

/** A way to fail, as the records show it. */
export interface Fault {
  layer: FailureLayer;
  /** As the records show it: `10`, `1010`, `RoutingError`, `401`, `80004005`. */
  code: string;
  class: string;
  /** HTTP status that the client gets. */
  httpStatus: number;
  /** HTTP status that the front end got; undefined when it got none. */
  backEndStatus?: number;
  errorCode?: string;
  responseCode?: number;
  statusCode?: number;
  /** What the back end says of it. */
  text: string;
  genericErrors?: string;
}

/** What a running client is: one start of Outlook by one person on one computer. */
export interface ClientIdentity {
  person: Person;
  instance: string;
  instanceCounter: number;
  agent: string;
  software: string;
  softwareVersion: string;
  mode: 'cached' | 'online';
  authentication: 'Negotiate' | 'NTLM';
  address: string;
  /** What the front end logs before and after the address. */
  addressForm: 'plain' | 'port' | 'forwarded';
  /** A device between it and the servers cuts long polls at this age. */
  cutAfterMs: number | undefined;
  /** The product's own test client: its GUIDs are plain and it is not a real user. */
  probe: boolean;
}

/** One Session Context, with both ends' knowledge of it. */
export interface MapiContext {
  id: string;
  /** GUID by which Outlook counts its attempts to connect. */
  connection: string;
  client: ClientIdentity;
  mailbox: Mailbox;
  endpoint: Endpoint;
  /** Counter of X-RequestId. */
  counter: number;
  /** Counter of the sequence cookie. */
  sequence: number;
  /** Connects tried so far, as Outlook tells the server. */
  attempts: number;
  server:
    | {
        pool: PoolRun;
        number: number;
        cookie: string;
        alive: boolean;
        /** When it was given up because nobody used it. */
        expiredAt: number | undefined;
        pending: number;
        lastActivity: number;
        timer: boolean;
        openedAt: number;
        calls: number;
        /** Row counter of the classic log. */
        rows: number;
        loggedOn: boolean;
      }
    | undefined;
}

/** One HTTP request under way. */
export interface MapiRequest {
  id: string;
  context: MapiContext;
  type: RequestType;
  counter: number;
  frontEnd: Server;
  /** Machine that the front end sent it to. */
  target: Server;
  database: Database;
  startedAt: number;
  /** Planned end; another plan may replace it. */
  endsAt: number;
  plan: number;
  fault: Fault | undefined;
  clientGone: boolean;
  /** Its connection breaks at its planned end. */
  willBreak: boolean;
  /** The client never got the answer that the back end gave. */
  answerLost: boolean;
  address: string;
  /** The address as the front end logs it: perhaps with a port or with the proxies on the way. */
  loggedAddress: string;
  latency: Latency;
  backEndWritten: boolean;
  /** End and duration in milliseconds as the back end wrote them. */
  backEndRecord: { at: number; took: number } | undefined;
  /** What the back end wrote says that the client was gone. */
  breakWritten: boolean;
  done: (reply: Reply) => void;
}

export interface Reply {
  outcome: Outcome;
  fault: Fault | undefined;
  request: MapiRequest;
}

/** Codes of MS-OXCMAPIHTTP and MS-OXCDATA that the simulated servers answer with. */
export const faults = {
  machineChanged: mapiHttp(
    10,
    'context_lost',
    'Context cookie for a different BE machine; possible failover detected',
  ),
  processChanged: mapiHttp(
    10,
    'context_lost',
    'Context cookie for previous instance on this BE machine; possible application pool recycle detected',
  ),
  contextGone: mapiHttp(10, 'context_lost', 'Unable to find session context based on cookie'),
  shuttingDown: mapiHttp(18, 'server_shutdown', 'Endpoint is in the process of shutting down'),
  loginPermission: rpc(
    1010,
    'permission',
    'LoginPermException',
    "User SID can't act as owner of the mailbox",
  ),
  protocolDisabled: rpc(2008, 'policy', 'ProtocolDisabledException', 'MAPI is not enabled for this user'),
  notMounted: rpc(1142, 'database_unavailable', 'MdbNotInitializedException', 'The database is not mounted'),
  serverBusy: rpc(1152, 'throttling', 'ClientBackoffException', 'Client is being backed off'),
  tooManyConnections: rpc(2614, 'throttling', 'MaxConnectionsExceededException', 'Connection limit exceeded'),
  addressBookThrottled: {
    layer: 'nspi',
    code: '80004005',
    class: 'throttling',
    httpStatus: 200,
    backEndStatus: 200,
    responseCode: 0,
    statusCode: 0x80004005,
    text: 'Throttled',
  },
  staleRoute: {
    layer: 'proxy',
    code: 'RoutingError',
    class: 'routing',
    httpStatus: 503,
    backEndStatus: 555,
    errorCode: 'RoutingError',
    text: '',
    genericErrors:
      'WebExceptionStatus=ProtocolError;ResponseStatusCode=555;WebException=System.Net.WebException: The remote server returned an error: (555) Database not mounted on this server.    at System.Net.HttpWebRequest.EndGetResponse(IAsyncResult asyncResult)    at Microsoft.Exchange.HttpProxy.ProxyRequestHandler.<>c__DisplayClass199_0.<OnResponseReady>b__0();',
  },
  unreachable: {
    layer: 'proxy',
    code: 'ConnectFailure',
    class: 'backend_unreachable',
    httpStatus: 503,
    errorCode: 'ConnectFailure',
    text: '',
    genericErrors:
      'WebExceptionStatus=ConnectFailure;WebException=System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it    at System.Net.HttpWebRequest.EndGetRequestStream(IAsyncResult asyncResult);',
  },
  badCredentials: { layer: 'http', code: '401', class: 'authentication', httpStatus: 401, text: '' },
} as const satisfies Record<string, Fault>;

function mapiHttp(code: number, kind: string, text: string): Fault {
  return {
    layer: 'mapihttp',
    code: String(code),
    class: kind,
    httpStatus: 200,
    backEndStatus: 200,
    responseCode: code,
    text,
  };
}

function rpc(code: number, kind: string, exception: string, text: string): Fault {
  return {
    layer: 'rpc',
    code: String(code),
    class: kind,
    httpStatus: 200,
    backEndStatus: 200,
    responseCode: 0,
    statusCode: code,
    text: `[${exception}] ${text}`,
  };
}

const byCode = new Map<number, Fault>(
  [faults.loginPermission, faults.protocolDisabled, faults.serverBusy, faults.tooManyConnections].map(
    (fault) => [fault.statusCode ?? 0, fault],
  ),
);

/** The fault with this status code of the mailbox endpoint. */
export function faultOf(code: number): Fault {
  const fault = byCode.get(code);
  if (fault === undefined) throw new Error(`no fault ${code}`);
  return fault;
}
