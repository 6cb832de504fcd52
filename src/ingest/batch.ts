import type { Kind } from '../formats/family.ts';
import type { SharedTable } from './encode/shared-values.ts';
import type { Value } from './encode/values.ts';

/** A header row found in a log, or the layout its rows were taken for when it has none. */
export interface Header {
  offset: number;
  version: string | null;
  columns: string[];
  unknown: string[];
  guessed: boolean;
}

export interface Rejected {
  offset: number;
  reason: string;
  /** The line, or its beginning when it is too long to keep. */
  text: string;
}

/** What reading a log further on has to know besides the header in force. */
export interface ReaderState {
  /** The last `#Version` and `#Log-type`. */
  version: string | null;
  logType: string | null;
  /** Whether a header of another kind of log is in force. */
  foreign: boolean;
  /** Whether no line but the preamble's has come since the last header. */
  fresh: boolean;
  /** Server that the first record to name one named. */
  server: string | null;
}

/** Numbers of one record in `Batch.measures`: the parts of `Spent` in its order. */
export const MEASURES = 4;

/** What one stretch of a log holds. It is stored in one transaction, together with the offset that it reaches. */
export interface Batch {
  /** Rows of shared tables: id, then the values, one row after another. */
  shared: Partial<Record<SharedTable, Value[]>>;
  /** Values of the records, one record after another, in the order of the record table's columns. */
  records: Value[];
  /** Of HttpProxy records: who spent the time, `MEASURES` numbers one after another, NaN where not measured. */
  measures: number[];
  count: number;
  headers: Header[];
  rejected: Rejected[];
  /** Index of a record in this batch, and what was not as the header promised. */
  warnings: [record: number, reason: string][];
  /** Index of a record in this batch, and its unknown columns as a JSON object. */
  extras: [record: number, json: string][];
  /** Everything before this byte is in this batch or an earlier one. */
  offset: number;
  /** Hash of the bytes just before the offset. */
  tailHash: string;
  firstMs: number | null;
  lastMs: number | null;
  state: ReaderState;
}

/** How far a log has been read, and how its next row is to be understood. */
export interface Progress {
  kind: Kind;
  offset: number;
  tailHash: string;
  header: Header;
  state: ReaderState;
}
