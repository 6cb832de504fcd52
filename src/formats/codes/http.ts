import { type Code, type CodeFacts, makeCode } from './code.ts';

interface HttpFacts extends CodeFacts {
  number: number;
  /** .NET's name of the status where it has one: HttpProxy may log it as `ErrorCode`. */
  name: string;
}

/** HTTP statuses of requests to `/mapi/`. Statuses that are not here are classed by their hundreds. */
const STATUSES: readonly HttpFacts[] = [
  {
    number: 200,
    name: 'OK',
    meaning: 'The HTTP exchange worked; the MAPI request may have failed all the same',
    action: 'Look at the codes of the back end',
  },
  { number: 302, name: 'Found', meaning: 'Sent on to another URL', action: 'Look at where it leads' },
  {
    number: 400,
    name: 'BadRequest',
    class: 'bad_request',
    meaning: 'The URL has no MailboxId or a malformed one, or the request is no POST',
    action: 'Check the URL that Autodiscover gives, and devices that rewrite URLs',
  },
  {
    number: 401,
    name: 'Unauthorized',
    class: 'authentication',
    meaning: 'Asked to sign in; a failure only if no success of the same client follows',
    action:
      "Look up sub-status and win32 status in the IIS log; check the virtual directory's methods and the SPN",
  },
  {
    number: 403,
    name: 'Forbidden',
    class: 'access',
    meaning: 'Refused by a device on the way or by an IIS rule',
    action: 'Check proxies and firewalls, then the IIS rules for TLS and addresses',
  },
  {
    number: 404,
    name: 'NotFound',
    class: 'directory',
    meaning: 'User, domain, mailbox, database or server was not found; ErrorCode says which',
    action: 'Compare the mailbox of the profile with the directory: deleted, moved, never licensed?',
  },
  {
    number: 440,
    name: 'LoginTimeout',
    class: 'authentication',
    meaning: 'A form login has timed out; Exchange does not send it on /mapi/, a device before it does',
    action: 'Switch off the pre-authentication of the reverse proxy for /mapi/',
    unsure: true,
  },
  {
    number: 449,
    name: 'RetryWith',
    class: 'bad_request',
    meaning: 'An ActiveSync status that has no place on /mapi/',
    action: 'Look for a device that answers in place of Exchange',
    unsure: true,
  },
  {
    number: 456,
    name: 'SignInRequired',
    class: 'authentication',
    meaning: 'Exchange Online asks for a sign-in that the client cannot do',
    action: 'Enable modern authentication in the client',
  },
  {
    number: 500,
    name: 'InternalServerError',
    class: 'server_error',
    meaning: 'An exception inside the server',
    action: 'Look at ErrorCode and GenericErrors',
  },
  {
    number: 501,
    name: 'NotImplemented',
    class: 'server_error',
    meaning: 'A way of transfer that the server does not know',
    action: 'Look for a device that re-encodes requests',
    unsure: true,
  },
  {
    number: 502,
    name: 'BadGateway',
    class: 'server_error',
    meaning: 'Comes from a device before Exchange; its own proxy answers 503 or 504',
    action: 'Check the load balancer',
    unsure: true,
  },
  {
    number: 503,
    name: 'ServiceUnavailable',
    class: 'unavailable',
    meaning: 'The front end cannot reach the back end, or the endpoint is switched off; ErrorCode says more',
    action: 'Check application pools and component states (Get-ServerComponentState) of the target server',
  },
  {
    number: 504,
    name: 'GatewayTimeout',
    class: 'backend_timeout',
    meaning: 'The back end did not answer in time',
    action: 'Look for load or a hang at the target server',
    unsure: true,
  },
  {
    number: 555,
    name: 'RoutingError',
    class: 'routing',
    meaning: 'The back end no longer has the database; normal for moments after a failover',
    action: 'If it lasts for minutes: the front end keeps a stale route; recycle its MAPI pool',
    unsure: true,
  },
];

export const HTTP_CODES: readonly Code[] = STATUSES.map(({ number, name, ...facts }) =>
  makeCode('http', String(number), number, name, facts),
);

/** Names that are Exchange's or ours and not .NET's, so that they say nothing about an `ErrorCode`. */
const OWN_NAMES = new Set(['LoginTimeout', 'RetryWith', 'SignInRequired', 'RoutingError']);

/** HTTP statuses in the form in which HttpProxy may write them into `ErrorCode`: by .NET's name. */
export const HTTP_NAMES_AS_ERRORS: readonly Code[] = HTTP_CODES.filter(
  ({ number, name }) => number !== null && number >= 400 && !OWN_NAMES.has(name),
).map((row) => ({ ...row, layer: 'proxy', code: row.name, number: null, sure: false }));
