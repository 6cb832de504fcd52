import { type Code, type CodeFacts, makeCode } from './code.ts';
import { HTTP_NAMES_AS_ERRORS } from './http.ts';

const DIRECTORY = 'Check Active Directory, the objects of the mailbox, and the Replication service';
const STALE = 'Compare profile and URL with the directory: was it deleted, moved or renamed?';
const LOAD = 'Find the slow server or availability group first: its requests fill the queue';
const NETWORK = 'Check that the server runs, its back-end site and pool, and TCP 444 to it';
const CERTIFICATE = 'Check the certificate bound to port 444 of the target server';

type Row = readonly [name: string, number: number | null, facts: CodeFacts];

/**
 * Sub-errors of the proxy. Names and numbers are 2013 behaviour; the log has either form.
 * 2016 stands for two names: the number is read as the first, the second is known by its name.
 */
const SUB_ERRORS: readonly Row[] = [
  [
    'DirectoryOperationError',
    2001,
    { class: 'directory', meaning: 'The directory could not be asked', action: DIRECTORY },
  ],
  [
    'MServOperationError',
    2002,
    { class: 'directory', meaning: 'The lookup service of Exchange Online failed' },
  ],
  [
    'ServerDiscoveryError',
    2003,
    { class: 'directory', meaning: 'No server could be found for the request', action: DIRECTORY },
  ],
  [
    'ServerLocatorError',
    2004,
    { class: 'directory', meaning: 'Active Manager could not say where the database is', action: DIRECTORY },
  ],
  [
    'TooManyOutstandingProxyRequests',
    2011,
    { class: 'throttling', meaning: 'Too many open requests to the target', action: LOAD },
  ],
  [
    'TooManyOutstandingAuthenticationRequests',
    2012,
    {
      class: 'throttling',
      meaning: 'Too many sign-ins waiting',
      action: 'Look for slow domain controllers and NTLM limits (MaxConcurrentApi)',
    },
  ],
  [
    'RpcHttpConnectionEstablishmentTimeout',
    2013,
    {
      class: 'backend_timeout',
      meaning: 'An RPC over HTTP connection was not made in time',
      action: NETWORK,
    },
  ],
  [
    'BackEndRequestTimedOut',
    2014,
    {
      class: 'backend_timeout',
      meaning: 'The back end did not answer in time',
      action: 'Look for load or a hang at the target server',
    },
  ],
  [
    'CacheDeserializationError',
    2015,
    {
      class: 'server_error',
      meaning: 'An entry of the routing cache could not be read',
      action: 'Recycle the pool of the front end if it lasts',
    },
  ],
  [
    'ServerKerberosAuthenticationFailure',
    2016,
    {
      class: 'backend_authentication',
      meaning:
        'The front end could not sign in to the back end. The number 2016 may mean TooManyOutstandingProxyRequestsToForest as well',
      action: 'Look for duplicate SPNs (setspn -X), clock skew and a broken machine password',
    },
  ],
  [
    'TooManyOutstandingProxyRequestsToForest',
    null,
    {
      class: 'throttling',
      meaning: 'Too many open requests to the forest; its number is 2016 too',
      action: LOAD,
    },
  ],
  [
    'TooManyOutstandingProxyRequestsToDag',
    2017,
    { class: 'throttling', meaning: 'Too many open requests to the availability group', action: LOAD },
  ],
  ['EndpointNotFound', 3001, { meaning: 'No endpoint for the request', action: STALE }],
  ['UserNotFound', 3002, { class: 'directory', meaning: 'The user is not in the directory', action: STALE }],
  [
    'DatabaseNameNotFound',
    3004,
    { class: 'directory', meaning: 'No database has this name', action: DIRECTORY },
  ],
  [
    'DatabaseGuidNotFound',
    3005,
    { class: 'directory', meaning: 'No database has this GUID', action: DIRECTORY },
  ],
  [
    'OrganizationMailboxNotFound',
    3006,
    { class: 'directory', meaning: 'The organisation has no organisation mailbox', action: DIRECTORY },
  ],
  [
    'ServerNotFound',
    3007,
    { class: 'directory', meaning: 'The server is not in the directory', action: DIRECTORY },
  ],
  [
    'ServerVersionNotFound',
    3008,
    { class: 'directory', meaning: 'No server of the version that is needed', action: DIRECTORY },
  ],
  ['DomainNotFound', 3009, { class: 'directory', meaning: 'The domain is not known', action: STALE }],
  [
    'MailboxExternalDirectoryObjectIdNotFound',
    3010,
    { class: 'directory', meaning: 'No mailbox has this cloud object id', action: STALE },
  ],
  ['UnauthenticatedRequest', 4001, { class: 'authentication', meaning: 'The request has no user' }],
  [
    'BadSamlToken',
    4002,
    { class: 'authentication', meaning: 'The SAML token is wrong', action: 'Check the federation service' },
  ],
  [
    'InvalidOAuthToken',
    4004,
    {
      class: 'authentication',
      meaning: 'The OAuth token is wrong or expired',
      action: 'Check the authorisation server and the clocks',
    },
  ],
  [
    'CannotReplayRequest',
    5001,
    {
      meaning: 'The request had to be sent again to another server, and its body was gone',
      action: 'None if rare: the client repeats it',
    },
  ],
  [
    'RoutingError',
    null,
    {
      class: 'routing',
      meaning: 'The back end no longer has the database',
      action: 'If it lasts for minutes after a failover: recycle the MAPI pool of the front end',
    },
  ],
];

/** Sub-errors that public sources show. */
const PUBLIC_SUB_ERRORS: readonly Row[] = [
  [
    'MailboxGuidWithDomainNotFound',
    3003,
    {
      class: 'mailbox_not_found',
      meaning: 'No mailbox has the GUID in the URL',
      action: 'Look the GUID up with Get-Mailbox; renew the profile of the user',
    },
  ],
  [
    'ClientDisconnect',
    4003,
    {
      meaning: 'The client dropped the connection; no failure of the server',
      action:
        'If it happens at a constant age of NotificationWait: raise the idle time-out of the device on the way',
    },
  ],
];

/** .NET's WebExceptionStatus: the connection from front end to back end failed. The log has the name. */
const CONNECTION_ERRORS: readonly Row[] = [
  [
    'NameResolutionFailure',
    null,
    {
      class: 'backend_unreachable',
      meaning: 'The name of the target server could not be resolved',
      action: 'Check DNS of the front end',
    },
  ],
  [
    'ConnectFailure',
    null,
    { class: 'backend_unreachable', meaning: 'No connection to the target server', action: NETWORK },
  ],
  [
    'ReceiveFailure',
    null,
    { class: 'backend_unreachable', meaning: 'The answer broke off', action: NETWORK },
  ],
  [
    'SendFailure',
    null,
    { class: 'backend_unreachable', meaning: 'The request could not be sent', action: NETWORK },
  ],
  [
    'PipelineFailure',
    null,
    {
      class: 'backend_unreachable',
      meaning: 'The connection was closed before the pipelined answer',
      action: NETWORK,
    },
  ],
  [
    'RequestCanceled',
    null,
    {
      class: 'backend_timeout',
      meaning: 'The proxy gave the request up',
      action: 'Look for load or a hang at the target server',
    },
  ],
  [
    'ProtocolError',
    null,
    { meaning: 'The back end answered with an HTTP error', action: 'Look at BackEndStatus' },
  ],
  [
    'ConnectionClosed',
    null,
    {
      class: 'backend_unreachable',
      meaning: 'The target server closed the connection early',
      action: NETWORK,
    },
  ],
  [
    'TrustFailure',
    null,
    {
      class: 'backend_unreachable',
      meaning: 'The certificate of the target server is not trusted',
      action: CERTIFICATE,
    },
  ],
  [
    'SecureChannelFailure',
    null,
    { class: 'backend_unreachable', meaning: 'No TLS connection to the target server', action: CERTIFICATE },
  ],
  ['ServerProtocolViolation', null, { class: 'server_error', meaning: 'The answer was no valid HTTP' }],
  [
    'KeepAliveFailure',
    null,
    { class: 'backend_unreachable', meaning: 'A connection that was kept open was closed', action: NETWORK },
  ],
  [
    'Timeout',
    null,
    {
      class: 'backend_timeout',
      meaning: 'The back end did not answer in time',
      action: 'Look for load or a hang at the target server',
    },
  ],
];

const rows = (list: readonly Row[], unsure: boolean): Code[] =>
  list.map(([name, number, facts]) =>
    makeCode('proxy', name, number, name, unsure ? { ...facts, unsure } : facts),
  );

/** `ErrorCode` of HttpProxy. The vocabulary is open: exception types and names of later versions come as they are. */
export const PROXY_CODES: readonly Code[] = [
  ...rows(SUB_ERRORS, true),
  ...rows(PUBLIC_SUB_ERRORS, false),
  ...rows(CONNECTION_ERRORS, false),
  ...HTTP_NAMES_AS_ERRORS,
];
