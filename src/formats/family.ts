/** A family is a set of logs with one schema; its rows go to one raw view. */
export type FamilyId = 'http_proxy' | 'mapi_http' | 'mapi_client_access' | 'mapi_address_book';

/** What a single log file is. `rpc_client_access` and `address_book` are the RPC siblings of the MAPI logs. */
export type Kind = FamilyId | 'rpc_client_access' | 'address_book';

/** A column list as some version of Exchange writes it. */
export interface Layout {
  id: string;
  /** Versions that write it, for people. */
  versions: string;
  /** Names in file order, spelled as in the newest header. */
  columns: readonly string[];
}

/** How the files of one kind are recognised and where they usually are. */
export interface KindMark {
  kind: Kind;
  /** Folder below `Logging`, as it is on disk. */
  folder: string;
  /** File name prefixes, before `yyyyMMddHH-n.LOG`. */
  prefixes: readonly string[];
  /** Values of the preamble's `#Log-type:`. */
  logTypes: readonly string[];
}

/** A log family: everything that recognising and naming its columns needs. */
export interface Family {
  id: FamilyId;
  kinds: readonly KindMark[];
  /** Columns that every layout of the family has and that together no other family has. */
  marks: readonly string[];
  /** The column that holds the record's time stamp (UTC, milliseconds). */
  timeColumn: string;
  /** Every column of every known layout, in canonical order and spelling. */
  columns: readonly string[];
  layouts: readonly Layout[];
}
