import type { NoiseRule } from '../correlate/noise.ts';
import type { Kind } from '../formats/family.ts';
import type { Batch, Progress } from './batch.ts';
import type { LastIds } from './encode/shared-values.ts';

/** What the decode worker begins with. */
export interface DecodeOptions {
  /** The last ids in use in the database. */
  lastIds: LastIds;
  /** Longest line in bytes; a longer one is rejected with its beginning. */
  lineLimit: number;
  /** By which records are marked that nobody caused. */
  noiseRules: readonly NoiseRule[];
}

/** A log that was opened and recognised, before any of its records is decoded. */
export interface FoundLog {
  path: string;
  kind: Kind;
  /** Hash of everything up to the end of the first record. */
  fingerprint: string;
  size: number | null;
  /** Bytes on disk or in the archive, for progress. */
  storedSize: number;
  modifiedMs: number;
  /** Server that the path names; the content's word goes before it. */
  serverOfPath: string | null;
}

/** A log that was read to its end, as it looked then. */
export interface FinishedLog {
  path: string;
  storedSize: number;
  modifiedMs: number;
}

/** From the decode worker to the writer; between plan and done, for every log found, begin, batch…, finished. */
export type FromDecoder =
  | { type: 'plan'; files: number; bytes: number }
  | { type: 'problem'; path: string; problem: string; serious: boolean; passing: boolean }
  | { type: 'found'; log: FoundLog }
  /** The batches that follow are of this source. */
  | { type: 'begin'; source: number }
  | { type: 'batch'; batch: Batch }
  /** @property unfinished bytes of a last line without its end: it is read when it is whole */
  | { type: 'finished'; unfinished: number; problem: string | null; passing: boolean }
  /** Not read. @property known whether it was read to its end before, and has not changed since */
  | { type: 'skipped'; bytes: number; known: boolean }
  | { type: 'done' }
  | { type: 'failed'; message: string };

/** From the writer to the decode worker. */
export type ToDecoder =
  /** Comes before all others, and again when everything begins anew; nothing may be read at that time. */
  | { type: 'start'; options: DecodeOptions }
  /** Answer to `found`: read on from here; null: from the beginning. */
  | { type: 'resume'; source: number; progress: Omit<Progress, 'kind'> | null }
  /** Answer to `batch`: it is stored. */
  | { type: 'stored' }
  /** Read every log below the paths; `done` ends the answers. */
  | { type: 'read'; paths: string[]; newestDayFirst: boolean; finished: FinishedLog[] };
