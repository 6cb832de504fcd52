import type { CodeFacts } from './code.ts';

const STATE = 'Get-MailboxDatabaseCopyStatus; expected during a failover, a move or maintenance';
const DIRECTORY = 'Check domain controllers and global catalogues';
const ACCOUNT = 'Check the state of the account in Active Directory';
const LEAK = 'Look for an add-in or many shared mailboxes in the profile';

/** What Exchange's own codes mean, by name. Meanings are those of MS-OXCDATA and MS-OXCRPC, what to do is advice. */
export const EXCHANGE_FACTS: Readonly<Record<string, CodeFacts>> = {
  UnknownUser: {
    class: 'logon',
    aliases: ['ecUnknownUser'],
    meaning: 'The name of the user belongs to no enabled mailbox',
    action: 'Check legacyExchangeDN and X500 addresses; renew the profile',
  },
  Exiting: { class: 'unavailable', meaning: 'The store is stopping', action: STATE },
  BadConfiguration: { meaning: 'The settings of the protocol are wrong' },
  ServerMemory: { class: 'server_error', meaning: 'The server is out of memory' },
  LoginPermission: {
    class: 'logon',
    aliases: ['LoginPerm', 'ecLoginPerm'],
    meaning: 'The user is not the owner of the mailbox and has no permission',
    action: 'Get-MailboxPermission; check msExchMasterAccountSid, and shared mailboxes left in the profile',
  },
  DatabaseNotInitialized: {
    class: 'database_unavailable',
    aliases: ['ecMDBNotInit'],
    meaning: 'The database is dismounted or mounting',
    action: STATE,
  },
  WrongServer: { class: 'database_unavailable', meaning: 'The database is on another server', action: STATE },
  ServerPaused: { class: 'unavailable', meaning: 'The store is paused', action: STATE },
  ServerBusy: {
    class: 'throttling',
    meaning: 'The server is overloaded or throttles the user; the client tries again',
    action: 'Get-ThrottlingPolicyAssociation; find the program that asks so much',
  },
  NoSuchLogon: { meaning: 'The logon is lost' },
  RpcFormat: { class: 'bad_request', meaning: 'The buffer of the request is malformed' },
  RpcAuthentication: { class: 'authentication', meaning: 'The call has no authentication' },
  RpcBadAuthenticationLevel: { class: 'authentication', meaning: 'The level of authentication is too low' },
  QuotaExceeded: { class: 'limit', meaning: 'The mailbox is full', action: 'Archive or raise the quota' },
  ShutoffQuotaExceeded: {
    class: 'limit',
    meaning: 'The mailbox is full and takes no more',
    action: 'Archive or raise the quota',
  },
  TooManyOpenObjects: { class: 'limit', meaning: 'Too many open objects (event 9646)', action: LEAK },
  ClientVersionBlocked: {
    class: 'policy',
    aliases: ['ecClientVerDisallowed'],
    meaning: 'The version of the client is blocked, or the connection must be encrypted',
    action: 'Update the client, or change the block list',
  },
  RpcHttpDisallowed: {
    class: 'policy',
    meaning: 'RPC over HTTP is switched off for the mailbox',
    action: 'Get-CASMailbox',
  },
  CachedModeRequired: {
    class: 'policy',
    meaning: 'The mailbox demands cached mode',
    action: 'Switch cached mode on, or Set-CASMailbox',
  },
  MailboxInTransit: {
    class: 'database_unavailable',
    meaning: 'The mailbox is being moved',
    action: 'Wait for the move request to end',
  },
  ChangePassword: { class: 'authentication', meaning: 'The password must be changed', action: ACCOUNT },
  PasswordExpired: { class: 'authentication', meaning: 'The password has expired', action: ACCOUNT },
  InvalidWorkstation: {
    class: 'authentication',
    meaning: 'The user may not sign in from this computer',
    action: ACCOUNT,
  },
  InvalidLogonHours: {
    class: 'authentication',
    meaning: 'The user may not sign in at this hour',
    action: ACCOUNT,
  },
  AccountDisabled: { class: 'authentication', meaning: 'The account is disabled', action: ACCOUNT },
  ProtocolDisabled: {
    class: 'policy',
    meaning: 'The protocol is switched off for the user, or a client access rule blocks it',
    action: 'Get-CASMailbox: MAPIEnabled, MapiHttpEnabled; Get-ClientAccessRule',
  },
  Rejected: {
    class: 'sequence',
    meaning: 'A NotificationWait is already waiting',
    action: 'Look for a device that repeats requests',
  },
  UnknownMailbox: {
    class: 'logon',
    meaning: 'The address book has no such mailbox',
    action: 'Get-Mailbox; renew the profile',
  },
  MailboxDisabled: {
    class: 'logon',
    meaning: 'The mailbox is disabled or disconnected',
    action: 'Get-Mailbox; reconnect the mailbox or remove it from profiles',
  },
  AddressBookUnavailable: {
    class: 'directory',
    aliases: ['ADUnavailable'],
    meaning: 'The directory is not reachable',
    action: DIRECTORY,
  },
  AddressBookError: {
    class: 'directory',
    aliases: ['ADError'],
    meaning: 'The directory answered with an error',
    action: DIRECTORY,
  },
  NotEncrypted: {
    class: 'policy',
    meaning: 'The connection must be encrypted',
    action: 'Switch encryption on in the profile',
  },
  AddressBookObjectNotFound: {
    class: 'directory',
    meaning: 'The object is not in the directory',
    action: DIRECTORY,
  },
  AddressBookPropertyError: {
    class: 'directory',
    meaning: 'A property of the object in the directory is wrong',
    action: DIRECTORY,
  },
  RpcServerTooBusy: {
    class: 'throttling',
    meaning: 'The RPC server of the store is too busy',
    action: 'Look at load and latency of the store',
  },
  RpcOutOfMemory: { class: 'server_error', meaning: 'The RPC client at the server is out of memory' },
  RpcServerOutOfMemory: { class: 'server_error', meaning: 'The RPC server of the store is out of memory' },
  RpcOutOfResources: { class: 'server_error', meaning: 'RPC is out of resources' },
  RpcServerUnavailable: {
    class: 'unavailable',
    meaning: 'The RPC server of the store is not reachable',
    action: STATE,
  },
  SubsystemStopping: { class: 'unavailable', meaning: 'The service is stopping', action: STATE },
  MailboxIsQuarantined: {
    class: 'database_unavailable',
    meaning: 'The mailbox is in quarantine',
    action: 'Find the cause in the event log, then Disable-MailboxQuarantine',
  },
  DatabaseMountInProgress: {
    class: 'database_unavailable',
    meaning: 'The database is being mounted',
    action: STATE,
  },
  DatabaseDismountInProgress: {
    class: 'database_unavailable',
    meaning: 'The database is being dismounted',
    action: STATE,
  },
  ConnectionsOverBudget: {
    class: 'throttling',
    aliases: ['MaxConnectionsExceeded'],
    meaning: 'The user has more connections than the policy allows',
    action: 'RcaMaxConcurrency of the throttling policy; look for a program that opens so many',
  },
};
