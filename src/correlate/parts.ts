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
  /** Why nobody caused this record, or null. */
  noise: string | null;
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
}

/** A MapiHttp\Mailbox record. */
export interface BackPart extends Part {
  side: 'back';
  httpStatus: number | null;
  responseCode: number | null;
  statusCode: number | null;
}

/** A MAPI Client Access record that names the HTTP request it belongs to. */
export interface ClassicPart extends Part {
  side: 'classic';
  /** Whether `rpc-status` says that it failed. */
  failed: boolean;
  statusCode: number | null;
}

export type AnyPart = FrontPart | BackPart | ClassicPart;
