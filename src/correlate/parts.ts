import { spellingsOf } from './identity.ts';

/** Which of the two services a request is for: the mailbox or the address book. */
export type Endpoint = 'emsmdb' | 'nspi';

/** What a record says of the person, the mailbox and the client. Records that share it share the object. */
export interface Names {
  /** The user as the record spells it, or null where it names nobody. */
  user: string | null;
  /** The user as lists show it: of a back-end record the mail address only. */
  listed: string | null;
  /**
   * Every spelling of the authenticated user that stands in the record, lower case: what may be joined with others to
   * one person. Without names of whose it is not certain (`identity.ts`), and of accounts that stand for nobody.
   */
  spellings: readonly string[];
  /** Mailbox GUID. */
  mailbox: string | null;
  endpoint: Endpoint | null;
  /** Client address, without port. */
  address: string | null;
  software: string | null;
  version: string | null;
  mode: string | null;
  frontEnd: string | null;
  /** Database GUID. */
  database: string | null;
  /** Start of the back-end process that the session cookie names, epoch milliseconds. */
  processStartedMs: number | null;
  /** Why nobody caused the records, or null. */
  noise: string | null;
}

/** What the join and the outcome need of a record. Times are epoch milliseconds, durations milliseconds. */
interface Part {
  recordId: number;
  /** End of the request as the record has it. */
  atMs: number;
  durationMs: number | null;
  /** The activity GUID that both front end and back end log. */
  requestId: string | null;
  /** Session Context (`R:` GUID), lower case without braces. */
  context: string | null;
  /** Counter of the request in its context (`R:{guid}:n`). */
  sequence: number | null;
  /** `CI:` GUID: one running Outlook. */
  clientInstance: string | null;
  /** X-RequestType. */
  requestType: string | null;
  /** Machine of the back end: the one whose log has the record, or the one that the front end sent the request to. */
  machine: string | null;
  names: Names;
  /** Why nobody caused this record, or null. */
  noise: string | null;
}

/**
 * Who spent the time of a request, milliseconds; null where a part of it was not measured. The four add up to
 * TotalRequestTime, which is the two client streams, the two back-end streams, BackendProcessingLatency and
 * HttpProxyOverhead; HttpProxyOverhead is RoutingLatency (where a back end was called) and HttpPipelineLatency.
 */
export interface Spent {
  /** ClientReqStreamLatency + ClientRespStreamLatency. */
  clientStreamMs: number | null;
  /** HttpProxyOverhead − RoutingLatency. */
  frontEndMs: number | null;
  /** RoutingLatency. */
  routingMs: number | null;
  /** BackendReqStreamLatency + BackendProcessingLatency + BackendRespStreamLatency. */
  backendMs: number | null;
}

/** A HttpProxy record of the Mapi protocol. */
export interface FrontPart extends Part {
  side: 'front';
  httpStatus: number | null;
  backEndStatus: number | null;
  errorCode: string | null;
  /** Whether the record names a user. */
  authenticated: boolean;
  /** Who sent it, for pairing challenges with the authenticated request that follows. */
  client: string;
  /** Database GUID that the routing cookie names; null where the record names it itself. */
  cookieDatabase: string | null;
  spent: Spent;
}

/** A MapiHttp\Mailbox record. */
export interface BackPart extends Part {
  side: 'back';
  httpStatus: number | null;
  responseCode: number | null;
  statusCode: number | null;
}

/** A record of MAPI Client Access or of MAPI AddressBook Service that names the HTTP request it belongs to. */
export interface ClassicPart extends Part {
  side: 'classic';
  /** Whether `rpc-status`, or the transport, says that it failed. */
  failed: boolean;
  /** Of MAPI Client Access as it is; of the address book what the transport says, in a word where it has one. */
  rpcStatus: string | null;
  /** Whether it says that the client went away. */
  gone: boolean;
  /** Of the address book: why it failed, where that is one word (`NoContext`). */
  reason: string | null;
  statusCode: number | null;
  /** Layer that `rpc-status` names: `rpc`, `rop`, `nspi` …; null where it names none. */
  statusLayer: string | null;
}

export type AnyPart = FrontPart | BackPart | ClassicPart;

/** A record that names nobody and nothing. */
export const NOBODY: Names = {
  user: null,
  listed: null,
  spellings: [],
  mailbox: null,
  endpoint: null,
  address: null,
  software: null,
  version: null,
  mode: null,
  frontEnd: null,
  database: null,
  processStartedMs: null,
  noise: null,
};

/** Nothing was measured. */
export const UNMEASURED: Spent = {
  clientStreamMs: null,
  frontEndMs: null,
  routingMs: null,
  backendMs: null,
};

/** What a part of the address-book log is made of: columns of its record, and the machine whose log it is. */
export interface AddressBookRow
  extends Pick<
    Part,
    | 'recordId'
    | 'atMs'
    | 'durationMs'
    | 'requestId'
    | 'context'
    | 'sequence'
    | 'requestType'
    | 'machine'
    | 'noise'
  > {
  user: string | null;
  address: string | null;
  outcome: string | null;
  reason: string | null;
  statusCode: number | null;
}

/** The part of an address-book record. */
export function addressBookPart({
  user,
  address,
  outcome,
  reason,
  statusCode,
  ...row
}: AddressBookRow): ClassicPart {
  const failed = outcome === 'failed';
  const byTransport = failed && (statusCode ?? 0) === 0;
  return {
    side: 'classic',
    ...row,
    clientInstance: null,
    names: {
      ...NOBODY,
      user,
      listed: user,
      // Failures alone name their request; they are no evidence of who somebody is.
      spellings: outcome === 'ok' ? spellingsOf(user) : [],
      endpoint: 'nspi',
      address,
      noise: row.noise,
    },
    failed,
    rpcStatus: byTransport ? (reason ?? 'MapiHttp: failure') : null,
    gone: outcome === 'client_gone',
    reason,
    statusCode,
    statusLayer: 'nspi',
  };
}

/** Length of a GUID. */
const GUID = 36;

/** Database GUID of a routing cookie `Database~guid~~time`; null of other cookies. */
export const databaseOfCookie = (text: string | null): string | null =>
  text !== null && /^database~/i.test(text) ? text.slice(9, 9 + GUID).toLowerCase() : null;
