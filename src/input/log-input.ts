/** One log that can be read, wherever it lies. */
export interface LogInput {
  /** Absolute path for people and for the database; of an archive member `archive.zip!inner/name.LOG`. */
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  /** Bytes of the log itself; null where only reading it to the end would tell. */
  readonly size: number | null;
  /** Bytes it takes on disk or in its archive, for progress. */
  readonly storedSize: number;
  /** Last change, epoch milliseconds; of an archive member, as the archive has it. */
  readonly modifiedMs: number;
  /** How it is stored; a `.gz` inside a `.zip` is `zip`. */
  readonly container: 'file' | 'gz' | 'zip';
  /**
   * The log's bytes from `fromOffset` (0) on, counted in the log itself, decompressed. A file that grows is read up to
   * the end it has when that is reached. Nothing is held open before the first chunk is asked for, nor after the
   * iteration ends or is broken off. Each call reads anew; a chunk belongs to the caller.
   *
   * Fails with an `InputError`, also in the middle: the bytes before a damaged place have been handed over by then.
   */
  open(fromOffset?: number): Promise<AsyncIterable<Buffer>>;
}

/** Something a user named, or that lay in a folder, and that could not be read. */
export interface InputProblem {
  readonly path: string;
  /** What happened and what to do about it. */
  readonly problem: string;
  /** The system's name of what happened, such as `EACCES`, where it has one. */
  readonly code?: string;
}

/** A log that cannot be read any further; `message` says what happened and what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Display path of the log. */
  readonly path: string;
  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Whether the walk found a problem instead of a log. */
export function isProblem(found: object): found is InputProblem {
  return 'problem' in found;
}
