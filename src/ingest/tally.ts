import type { Kind } from '../formats/family.ts';
import type { Batch } from './batch.ts';

/** A file that was not read, or not to its end. */
export interface Problem {
  path: string;
  problem: string;
  /** Whether it should worry the user: a file that is no log of ours does not. */
  serious: boolean;
  /** Whether it may be gone at the next try: a file that can't be opened, a share that is away. */
  passing: boolean;
}

/** How far an ingest is, for a progress bar. Bytes are those of the files; compressed ones have no size. */
export interface IngestProgress {
  files: number;
  filesDone: number;
  bytes: number;
  bytesDone: number;
  records: number;
  path: string | null;
}

/** What an ingest did. */
export interface IngestSummary {
  /** Logs that were recognised, read now or before. */
  files: number;
  /** New records. */
  records: number;
  /** New lines that could not be read as records. */
  rejected: number;
  /** New records that were read with a reservation. */
  warnings: number;
  /** Bytes read; of compressed logs the uncompressed ones. */
  bytes: number;
  seconds: number;
  /** New records by kind. */
  kinds: Partial<Record<Kind, number>>;
  problems: Problem[];
  /** Columns that mapiscope does not know: their values are kept in `extra`. */
  unknownColumns: string[];
  /** Logs whose last line has no end yet: it is read when it is whole. */
  unfinished: string[];
}

const noProgress = (): IngestProgress => ({
  files: 0,
  filesDone: 0,
  bytes: 0,
  bytesDone: 0,
  records: 0,
  path: null,
});

const emptySummary = (): IngestSummary => ({
  files: 0,
  records: 0,
  rejected: 0,
  warnings: 0,
  bytes: 0,
  seconds: 0,
  kinds: {},
  problems: [],
  unknownColumns: [],
  unfinished: [],
});

/** Counts what one reading does. */
export class Tally {
  readonly progress = noProgress();
  readonly summary = emptySummary();
  /** Bytes of the logs before the one that is being read. */
  #bytesBefore = 0;

  /** The logs that there are to read, and their bytes. */
  plan(files: number, bytes: number): void {
    this.progress.files = files;
    this.progress.bytes = bytes;
  }

  problem(problem: Problem): void {
    this.summary.problems.push(problem);
  }

  /** A log is read now. */
  begin(path: string): void {
    this.#bytesBefore = this.progress.bytesDone;
    this.progress.path = path;
    this.summary.files++;
  }

  /**
   * A batch of it was read.
   * @param bytes that it covers @param storedSize bytes of the log on disk
   */
  batch(kind: Kind, batch: Batch, bytes: number, storedSize: number): void {
    const { progress, summary } = this;
    summary.records += batch.count;
    summary.rejected += batch.rejected.length;
    summary.warnings += batch.warnings.length;
    for (const name of batch.headers.flatMap(({ unknown }) => unknown)) {
      if (!summary.unknownColumns.includes(name)) summary.unknownColumns.push(name);
    }
    summary.bytes += bytes;
    summary.kinds[kind] = (summary.kinds[kind] ?? 0) + batch.count;
    progress.records += batch.count;
    progress.bytesDone = this.#bytesBefore + Math.min(batch.offset, storedSize);
  }

  /** A log is read to its end. @param unfinished whether its last line has no end yet */
  end(path: string, storedSize: number, unfinished: boolean): void {
    if (unfinished) this.summary.unfinished.push(path);
    this.#done(storedSize);
  }

  /** A log is not read. @param known whether it was read to its end before */
  skip(bytes: number, known: boolean): void {
    if (known) this.summary.files++;
    this.#done(bytes);
  }

  #done(bytes: number): void {
    this.progress.filesDone++;
    this.progress.bytesDone = this.#bytesBefore + bytes;
    this.#bytesBefore = this.progress.bytesDone;
  }
}
