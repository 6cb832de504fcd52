import { type Code, type CodeFacts, makeCode } from './code.ts';

const DEVICE = 'Take /mapi/ out of the inspection of proxies, firewalls and load balancers';

/**
 * X-ResponseCode by number, MS-OXCMAPIHTTP 2.2.3.3.3. The alias is Exchange's own name where that differs (2013
 * behaviour). 14 is reserved in the specification and never sent: in logs it tells that the client went away.
 */
const RESPONSES: readonly (CodeFacts & { name: string })[] = [
  { name: 'Success', meaning: 'The transport worked', action: 'Look at StatusCode and ReturnCode' },
  {
    name: 'UnknownFailure',
    class: 'server_error',
    meaning: 'An unhandled failure of the server',
    action: 'Look at GenericErrors',
  },
  {
    name: 'InvalidVerb',
    class: 'bad_request',
    meaning: 'The request was no POST',
    action: 'Look for a monitor or browser that opens the URL',
  },
  {
    name: 'InvalidPath',
    class: 'bad_request',
    meaning: 'The URL is wrong',
    action: 'Check the URLs of the MAPI virtual directory and devices that rewrite them',
  },
  {
    name: 'InvalidHeader',
    class: 'tampered',
    meaning: 'A header is wrong, such as another Content-Type than application/mapi-http',
    action: DEVICE,
  },
  {
    name: 'InvalidRequestType',
    class: 'bad_request',
    meaning: 'X-RequestType is unknown to the server',
    action: DEVICE,
  },
  {
    name: 'InvalidContextCookie',
    class: 'tampered',
    meaning: 'The cookie of the Session Context cannot be decoded',
    action: DEVICE,
  },
  {
    name: 'MissingHeader',
    class: 'tampered',
    meaning: 'A header that must be there is not',
    action: DEVICE,
  },
  {
    name: 'AnonymousNotAllowed',
    class: 'authentication',
    meaning: 'The user did not reach the back end',
    action: 'Check the authentication between front end and back end',
  },
  {
    name: 'TooLarge',
    class: 'bad_request',
    meaning: 'The body of the request is too large',
    action: 'Look for a device or program that makes such requests',
  },
  {
    name: 'ContextNotFound',
    class: 'context_lost',
    meaning:
      'The Session Context is unknown: expired, on another server, or its process is new. The client reconnects',
    action: 'None after idle hours; else look for a failover, a recycled pool, or changing credentials',
  },
  {
    name: 'NoPrivilege',
    class: 'access',
    meaning: "The cookie belongs to another user's Session Context",
    action: 'Look for a proxy that mixes users on one connection',
    aliases: ['NotContextOwner'],
  },
  {
    name: 'InvalidRequestBody',
    class: 'bad_request',
    meaning: 'The body is malformed or cut off',
    action: 'Look for a device that cuts or changes bodies',
    aliases: ['InvalidPayload'],
  },
  { name: 'MissingCookie', class: 'tampered', meaning: 'The cookie was lost or removed', action: DEVICE },
  {
    name: 'NoClient',
    meaning: 'The client dropped the connection; no failure of the server',
    action:
      'If it happens at a constant age of NotificationWait: raise the idle time-out of the device on the way',
    unsure: true,
  },
  {
    name: 'InvalidSequence',
    class: 'sequence',
    meaning: 'Two requests at once in a Session Context, or an old one sent again after a break',
    action: 'Switch off the repetition of POST requests in load balancers and proxies',
  },
  {
    name: 'EndpointDisabled',
    class: 'unavailable',
    meaning: 'The application pool of the back end could not start its endpoint',
    action: 'Look at the event log of the server, then recycle the pool',
  },
  {
    name: 'InvalidResponse',
    class: 'server_error',
    meaning: 'The server could not build its response',
    action: 'Look at GenericErrors',
  },
  {
    name: 'EndpointShuttingDown',
    class: 'unavailable',
    meaning: 'The application pool is stopping: maintenance or recycling',
    action: 'None if it was planned; else look at the event log of the server',
  },
];

export const TRANSPORT_CODES: readonly Code[] = RESPONSES.map(({ name, ...facts }, number) =>
  makeCode('mapihttp', String(number), number, name, facts),
);
