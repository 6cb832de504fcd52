import type { Named } from '../named.ts';

/** What became of a request. */
const outcomes = {
  ok: { name: 'ok', meaning: 'No layer reported a failure.' },
  failed: { name: 'failed', meaning: 'HTTP, the proxy or the back end reported a failure.' },
  challenge: {
    name: 'challenge',
    meaning: 'A 401 that was followed by an authenticated request. Part of every logon; not a failure.',
  },
  client_gone: {
    name: 'client gone',
    meaning: 'The client dropped the connection. Not a failure of a server.',
  },
} as const satisfies Record<string, Named>;

/** Groups of causes of failures. */
const failureClasses = {
  access: { name: 'access', meaning: 'Signed in, but not allowed.' },
  authentication: { name: 'authentication', meaning: 'The sign-in failed.' },
  backend_authentication: {
    name: 'back-end authentication',
    meaning: 'The front end could not sign in to the back end.',
  },
  backend_timeout: { name: 'back-end timeout', meaning: 'The back end did not answer in time.' },
  backend_unreachable: { name: 'back end unreachable', meaning: 'No connection to the back end.' },
  bad_request: { name: 'bad request', meaning: 'The request itself was wrong.' },
  context_lost: {
    name: 'context lost',
    meaning: 'The Session Context is unknown: expired, on another server, or its process is new.',
  },
  database_unavailable: {
    name: 'database unavailable',
    meaning: 'Dismounted, mounting, moved, quarantined or on another server.',
  },
  directory: {
    name: 'directory',
    meaning: 'User, server or database not found, or the directory not reachable.',
  },
  limit: {
    name: 'limit',
    meaning: 'Mailbox full, too many sessions or open objects. To try again does not help.',
  },
  logon: {
    name: 'logon',
    meaning: 'The mailbox could not be opened: unknown user, no permission, disabled.',
  },
  mailbox_not_found: { name: 'mailbox not found', meaning: 'No mailbox has the GUID in the URL.' },
  policy: { name: 'policy', meaning: 'Blocked by a setting: protocol, client version, online mode.' },
  routing: { name: 'routing', meaning: 'Sent to a server that no longer has the database.' },
  sequence: {
    name: 'sequence',
    meaning: 'Two requests at once in a context, or an old one sent again.',
  },
  server_error: { name: 'server error', meaning: 'An error inside the server.' },
  tampered: { name: 'tampered', meaning: 'Headers or cookies were changed or removed on the way.' },
  throttling: { name: 'throttling', meaning: 'Over budget, or too many requests at once.' },
  unavailable: { name: 'unavailable', meaning: 'The endpoint is switched off or shutting down.' },
  unknown: { name: 'unknown', meaning: 'Failed, by a code that no class knows.' },
} as const satisfies Record<string, Named>;

/** Why a client had to come back. */
const causes = {
  failover: { name: 'failover', meaning: 'The back end is another machine: the database moved.' },
  recycle: { name: 'recycle', meaning: 'Same machine, new process: the application pool was restarted.' },
  idle_expiry: {
    name: 'idle expiry',
    meaning: 'Silence longer than the life of the context, 15 minutes unless set otherwise.',
  },
  network: {
    name: 'network',
    meaning: 'The client dropped the connection, a response was lost, or its address changed.',
  },
  authentication: { name: 'authentication', meaning: 'The sign-in failed or had to be done again.' },
  throttling: { name: 'throttling', meaning: 'The server held the client back.' },
  refused: { name: 'refused', meaning: 'The server refused the client’s requests.' },
  unknown: { name: 'unknown', meaning: 'The logs hold no evidence of a cause.' },
} as const satisfies Record<string, Named>;

/** How a session ended. */
const endReasons = {
  disconnect: { name: 'disconnect', meaning: 'A Disconnect or Unbind succeeded.' },
  expired: { name: 'expired', meaning: 'Silent for longer than the life of a context.' },
  failover: { name: 'failover', meaning: 'Another session took its place on another back end.' },
  recycle: { name: 'recycle', meaning: 'Another session took its place in a new process.' },
  network: { name: 'network', meaning: 'Another session took its place after a break in the network.' },
  superseded: { name: 'superseded', meaning: 'Another session took its place for another reason.' },
  open: { name: 'open', meaning: 'Not ended by the end of the data.' },
} as const satisfies Record<string, Named>;

/** How a client came back. */
const reconnectKinds = {
  reconnect: { name: 'reconnect', meaning: 'Same Outlook, new Session Context.' },
  resume: { name: 'resume', meaning: 'Same Session Context, which survived the break.' },
  restart: { name: 'restart', meaning: 'A newly started Outlook of the same user.' },
} as const satisfies Record<string, Named>;

/** What became of a failed request. */
const resolutions = {
  recovered: { name: 'recovered', meaning: 'The same client was served within 30 minutes.' },
  recovered_later: { name: 'recovered later', meaning: 'The same client was served, after 30 minutes.' },
  unresolved: { name: 'unresolved', meaning: 'The client was not served by the end of the data.' },
  pending: { name: 'pending', meaning: 'Not served yet; the data ends within 30 minutes.' },
} as const satisfies Record<string, Named>;

/** Why nobody caused a request. */
const noise = {
  health_check: { name: 'health check', meaning: 'A load balancer asks whether the server is up.' },
  health_mailbox: { name: 'health mailbox', meaning: 'Exchange tests itself with its health mailboxes.' },
  probe: { name: 'probe', meaning: 'A monitoring program, of Exchange or another.' },
} as const satisfies Record<string, Named>;

/** Log families. */
const kinds = {
  http_proxy: { name: 'HttpProxy', meaning: 'Front end: what clients asked for, and what they got.' },
  mapi_http: {
    name: 'MapiHttp',
    meaning: 'Back end, Exchange 2016 CU4 and later: how requests were answered.',
  },
  mapi_client_access: { name: 'MAPI Client Access', meaning: 'Back end, Exchange 2013 SP1 to 2016 CU3.' },
  rpc_client_access: { name: 'RPC Client Access', meaning: 'Back end, RPC clients.' },
  mapi_address_book: { name: 'MAPI AddressBook', meaning: 'Back end, the address book.' },
  address_book: { name: 'AddressBook', meaning: 'Back end, the address book of RPC clients.' },
} as const satisfies Record<string, Named>;

/** What limits a number. */
const coverageNotes = {
  no_back_end_log: {
    name: 'no back-end log',
    meaning: 'Its failures inside HTTP 200 answers are not seen: collect its MapiHttp folder.',
  },
  no_front_end_log: {
    name: 'no front-end log',
    meaning: 'Refused and lost requests of its clients are not seen: collect its HttpProxy\\Mapi folder.',
  },
  sequence_gaps: {
    name: 'gaps in counters',
    meaning: 'Requests that no collected server saw: another front end served them, or logs are missing.',
  },
  unjoined: {
    name: 'without their back-end record',
    meaning: 'Back ends answered these requests, but their logs have no record of them.',
  },
  reading: { name: 'still reading', meaning: 'The numbers grow until everything is read.' },
  stale_source: { name: 'a log has stopped', meaning: 'A folder that used to grow has fallen silent.' },
  rejected_lines: { name: 'rejected lines', meaning: 'Lines that could not be read are not counted.' },
  deleted: { name: 'deleted data', meaning: 'Old data inside this time range was deleted.' },
} as const satisfies Record<string, Named>;

/** What was weighed to find the cause of a reconnect. */
const facts = {
  back_end_changed: { name: 'another back end', meaning: 'The new context is on another machine.' },
  back_end_same: { name: 'same back end', meaning: 'Both contexts are on one machine.' },
  back_end_unknown: { name: 'back end not known', meaning: 'The records do not name both machines.' },
  process_changed: {
    name: 'another process',
    meaning: 'The session cookies name another start of the back-end process.',
  },
  process_same: { name: 'same process', meaning: 'The session cookies name one back-end process.' },
  process_unknown: {
    name: 'process not known',
    meaning: 'The records hold no session cookie of both contexts, or one of an unknown form.',
  },
  silence_beyond_lifetime: {
    name: 'silence beyond the life of a context',
    meaning: 'No request for more than 15 minutes: the server had dropped the context.',
  },
  silence_within_lifetime: {
    name: 'silence within the life of a context',
    meaning: 'The pause was too short for the server to drop the context.',
  },
  connection_broke: { name: 'connection broke', meaning: 'A request was dropped, or its answer was lost.' },
  address_changed: { name: 'another address', meaning: 'The client came from another address.' },
  address_same: { name: 'same address', meaning: 'The client came from the same address.' },
  address_unknown: { name: 'address not known', meaning: 'The records do not name both addresses.' },
  old_context_refused: {
    name: 'refused in the old context',
    meaning: 'Requests of the old context were refused before it was given up.',
  },
  new_context_refused: {
    name: 'refused in the new context',
    meaning: 'Requests of the new context were refused before one succeeded.',
  },
  client_instance_changed: { name: 'another Outlook', meaning: 'The client instance is a new one.' },
  context_survived: { name: 'context survived', meaning: 'Requests of the same context succeeded again.' },
  nothing_found: { name: 'nothing found', meaning: 'The records hold nothing that tells a cause.' },
} as const satisfies Record<string, Named>;

/** What happens at a source. */
const sourceStates = {
  reading: { name: 'reading', meaning: 'The log is being read.' },
  complete: { name: 'complete', meaning: 'Everything in the log has been read.' },
  waiting: { name: 'waiting', meaning: 'The last line has no end yet; it is read when it has.' },
  failed: { name: 'failed', meaning: 'The log could not be read to its end.' },
} as const satisfies Record<string, Named>;

/** Codes of the program with a name and a meaning. */
export const codes = {
  outcomes,
  failureClasses,
  causes,
  endReasons,
  facts,
  reconnectKinds,
  resolutions,
  noise,
  kinds,
  coverageNotes,
  sourceStates,
} as const;
