import type { CodeFacts } from './code.ts';

/** What HRESULTs and warnings mean, by name; what to do is advice. */
export const MAPI_FACTS: Readonly<Record<string, CodeFacts>> = {
  Success: { meaning: 'Success' },
  ErrorsReturned: { meaning: 'Done, but some properties could not be had' },
  GeneralFailure: {
    class: 'server_error',
    meaning: 'A failure without a name',
    action: 'Look at the exception text of the record',
  },
  NotSupported: { meaning: 'The server does not support the call' },
  InvalidObject: { meaning: 'The object of the call is not valid, or no longer' },
  OutOfResources: { class: 'server_error', meaning: 'The server is out of resources' },
  NotFound: { meaning: 'The object is not there' },
  VersionMismatch: { meaning: 'Versions of client and server do not fit' },
  LogonFailed: {
    class: 'logon',
    aliases: ['ecLoginFailure', 'LoginFailure', 'MAPI_E_LOGON_FAILED'],
    meaning: 'Store or directory could not log the user in',
    action: 'Look at the text of the record; check permissions and domain controllers',
  },
  TooManySessions: {
    class: 'limit',
    meaning: 'Too many sessions of the user',
    action: 'Look for an add-in or many shared mailboxes in the profile',
  },
  NetworkError: {
    meaning: 'The transport to the store failed',
    aliases: ['ecRpcFailed'],
    action: 'Look at the state of the database',
  },
  TooComplex: { meaning: 'The request is too complex for the server' },
  InvalidCodepage: { meaning: 'The server does not know the code page' },
  InvalidLocale: { meaning: 'The server does not know the language' },
  EndOfSession: {
    class: 'context_lost',
    meaning: 'The server has ended the session, as after a restart; the client reconnects',
    action: 'Look for a failover or restart at that time',
  },
  Timeout: {
    class: 'backend_timeout',
    meaning: 'The call took too long',
    action: 'Look at load and latency of the store',
  },
  TableTooBig: { meaning: 'The table is too big for the call' },
  InvalidBookmark: { meaning: 'The bookmark in the table is not valid' },
  AccessDenied: {
    class: 'access',
    meaning: 'No permission for the object',
    action: 'Get-MailboxPermission, Get-MailboxFolderPermission',
  },
  OutOfMemory: { class: 'server_error', meaning: 'The server is out of memory' },
  InvalidParameter: { class: 'bad_request', meaning: 'A parameter of the call is wrong' },
};

/** What the RPC run time's codes mean, by name. In the `rop` layer some of their numbers are other codes. */
export const RPC_FACTS: Readonly<Record<string, CodeFacts>> = {
  ServerUnavailable: {
    class: 'unavailable',
    meaning: 'The RPC server is not reachable',
    action: 'Check the services of the back end',
  },
  ServerTooBusy: {
    class: 'throttling',
    meaning: 'The RPC server is too busy; the client tries again',
    action: 'Look at load and latency of the back end',
  },
  CallFailed: {
    class: 'server_error',
    meaning: 'The RPC call broke off',
    action: 'Look for a stopped service at that time',
  },
  BadStubData: { class: 'bad_request', meaning: 'The RPC call was malformed' },
};

/** What results of the address book mean, by name, beside the HRESULTs. */
export const ADDRESS_BOOK_FACTS: Readonly<Record<string, CodeFacts>> = {
  UnbindSuccess: { meaning: 'Unbind worked' },
  UnbindFailure: { meaning: 'Unbind failed' },
  TooBig: { meaning: 'The result is too big' },
};
