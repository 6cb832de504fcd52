import type { ApiError, IngestState, Outcome, SourceState } from './api.ts';

/** The language of the page; numbers are written in it too. */
export const locale = 'en';

/** Names of the log families. */
export const kindNames: Readonly<Record<string, string>> = {
  http_proxy: 'HttpProxy, front end',
  mapi_http: 'MapiHttp, back end',
  mapi_client_access: 'MAPI Client Access, back end',
  mapi_address_book: 'MAPI AddressBook, back end',
};

/** Names of the outcomes. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  ok: 'ok',
  failed: 'failed',
  challenge: 'challenge',
  client_gone: 'client gone',
};

/** What the outcomes mean, for those who rest on one. */
export const outcomeMeanings: Readonly<Record<Outcome, string>> = {
  ok: 'No layer reported a failure',
  failed: 'HTTP, the proxy, or the back end reported a failure',
  challenge: 'A 401 that was followed by an authenticated request; not a failure',
  client_gone: 'The client dropped the connection; not a failure of the server',
};

/** Names of the states of a log. */
export const sourceStateNames: Readonly<Record<SourceState, string>> = {
  reading: 'reading',
  complete: 'complete',
  waiting: 'waiting',
  failed: 'failed',
};

/** What the states of a log mean. */
export const sourceStateMeanings: Readonly<Record<SourceState, string>> = {
  reading: 'The log is being read',
  complete: 'Everything in the log has been read',
  waiting: 'The last line has no end yet; it is read when it has',
  failed: 'The log could not be read to its end',
};

/** Names of the states of the ingest. */
export const ingestStateNames: Readonly<Record<IngestState, string>> = {
  idle: 'complete',
  running: 'reading logs',
  watching: 'complete, watching for more',
  failed: 'reading failed',
};

/** X-ResponseCode of a back end, as MS-OXCMAPIHTTP 2.2.3.3.3 and Exchange name them. */
export const responseCodeNames: Readonly<Record<number, string>> = {
  1: 'UnknownFailure',
  2: 'InvalidVerb',
  3: 'InvalidPath',
  4: 'InvalidHeader',
  5: 'InvalidRequestType',
  6: 'InvalidContextCookie',
  7: 'MissingHeader',
  8: 'AnonymousNotAllowed',
  9: 'TooLarge',
  10: 'ContextNotFound',
  11: 'NoPrivilege',
  12: 'InvalidRequestBody',
  13: 'MissingCookie',
  14: 'ClientDisconnect',
  15: 'InvalidSequence',
  16: 'EndpointDisabled',
  17: 'InvalidResponse',
  18: 'EndpointShuttingDown',
};

/** All other texts of the page. */
export const texts = {
  name: 'mapiscope',
  none: '–',
  loading: 'Loading',
  retry: 'Try again',
  figures: {
    label: 'Totals',
    records: 'records',
    rejected: 'rejected lines',
    requests: 'requests',
    ofThemNoise: (count: string): string => `${count} of them noise`,
    range: 'time range of the data',
    noRange: 'no data yet',
  },
  ingest: {
    label: 'Ingest state',
    nothing: 'nothing read yet',
    finishing: 'joining the last records',
    unreachable: 'no answer from the server',
    files: (done: string, all: string): string => `${done} of ${all} logs`,
    bytes: (done: string, all: string): string => `${done} of ${all}`,
    rate: (rate: string): string => `${rate}/s`,
    remaining: (duration: string): string => `about ${duration} left`,
  },
  sources: {
    title: 'What was read',
    caption: 'Logs that were found, and how far each has been read',
    kind: 'Kind',
    server: 'Server',
    path: 'Log',
    size: 'Size',
    records: 'Records',
    rejected: 'Rejected',
    first: 'First record',
    last: 'Last record',
    state: 'State',
    error: 'Last error',
    count: (count: string): string => `${count} logs`,
    inState: (count: string, state: string): string => `${count} ${state}`,
    withRejected: (count: string): string => `${count} with rejected lines`,
    showAll: (count: string): string => `Show all ${count} logs`,
    showFewer: 'Show fewer',
    percent: (percent: string): string => `${percent} read`,
    failed: 'The list of logs could not be loaded',
    emptyTitle: 'No log has been read yet',
    emptyText: 'Give mapiscope a log, or the Logging folder of an Exchange server:',
    emptyOnce: 'once',
    emptyAlways: 'and keep watching',
    commandOnce: 'mapiscope ingest PATH',
    commandAlways: 'mapiscope serve --watch PATH',
  },
  requests: {
    title: 'Latest requests',
    caption: 'Requests, the newest first',
    time: 'Ended',
    user: 'User',
    type: 'Request type',
    endpoint: 'Endpoint',
    servers: 'Front end → back end',
    to: 'to',
    http: 'HTTP',
    code: 'Back-end code',
    outcome: 'Outcome',
    duration: 'Duration, ms',
    durationShort: 'ms',
    failureClass: 'Failure class',
    longPoll: 'A long poll: it waits for news, so it is long by design',
    filters: 'Filter',
    all: 'all',
    showNoise: 'show noise',
    noiseHidden: (count: string): string => `${count} hidden`,
    noiseMeaning: 'Health checks, probes and health mailboxes: nobody at work caused them',
    noise: 'noise',
    older: 'Older',
    loadingOlder: 'Loading older requests',
    end: 'No older requests',
    shown: (count: string): string => `${count} shown`,
    newer: 'More has been read',
    showLatest: 'Show the latest',
    failed: 'The requests could not be loaded',
    emptyTitle: 'No requests yet',
    emptyText: 'Requests appear here as soon as the first log has been read.',
    noMatchTitle: 'No request matches the filter',
    noMatchNoise: (count: string): string => `${count} noise requests are hidden.`,
    showAll: 'Show all outcomes',
    open: 'Evidence and details',
  },
  detail: {
    evidence: 'Raw evidence',
    frontRecord: 'Front-end record',
    backRecord: 'Back-end record',
    atByte: (offset: string): string => `at byte ${offset}`,
    noRecord: 'no record found',
    codes: 'Codes',
    httpStatus: 'HttpStatus',
    backendStatus: 'BackEndStatus',
    errorCode: 'ErrorCode',
    responseCode: 'ResponseCode',
    statusCode: 'StatusCode',
    returnCode: 'ReturnCode',
    timing: 'Where the time went',
    client: 'client',
    frontEnd: 'front end',
    routing: 'routing',
    backEnd: 'back end',
    total: 'total',
    started: 'started',
    ended: 'ended',
    who: 'Client and session',
    mailbox: 'Mailbox',
    clientIp: 'Address',
    software: 'Software',
    mode: 'Mode',
    instance: 'Client instance',
    context: 'Session Context',
    sequence: 'Sequence',
    database: 'Database',
    noise: 'Noise',
  },
  footer: {
    version: (version: string): string => `mapiscope ${version}`,
    zone: (zone: string): string => `Times in ${zone}; rest on one to see UTC.`,
  },
} as const;

/** Says what went wrong with a request to the program, and what to do. */
export function explainError(error: ApiError): string {
  if (error.code === 'unreachable')
    return 'The program does not answer. Check that `mapiscope serve` is still running.';
  if (error.code === 'timeout')
    return 'The program took more than 30 seconds to answer. It may be busy; try again.';
  if (error.code === 'not_json')
    return 'The answer was not JSON. Something other than mapiscope may be answering at this address.';
  const code = error.code === '' ? `HTTP ${error.status}` : `HTTP ${error.status}, ${error.code}`;
  return error.message === ''
    ? `The program answered with an error (${code}).`
    : `${error.message} (${code})`;
}
