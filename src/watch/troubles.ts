/** What keeps something from being read or written. */
export type TroubleKind =
  /** A file or folder that this user may not read, or that another program keeps for itself. */
  | 'permission_denied'
  /** A file, folder or share that is not there (any more). */
  | 'path_missing'
  /** A file that another program holds open for itself alone. */
  | 'file_locked'
  /** A file that can't be read for another reason. */
  | 'unreadable'
  /** The disk of the database is full. */
  | 'disk_full'
  /** The disk of the database has less free space than is to be left. */
  | 'low_space'
  /** Another program has locked the database. */
  | 'database_locked'
  /** Another mapiscope writes to the same database. */
  | 'another_writer'
  /** The database can't be written for another reason. */
  | 'database_failed'
  /** The thread that reads has ended by a fault. */
  | 'reading_ended';

/** What is wrong, and what to do about it. */
export interface TroubleText {
  kind: TroubleKind;
  message: string;
  advice: string;
}

/** Something that is wrong now and is tried again until it is over. */
export interface Trouble extends TroubleText {
  path: string;
  /** When it was first met, epoch milliseconds. */
  sinceMs: number;
  /** When it was met last, epoch milliseconds. */
  lastMs: number;
  /** How often it was met. */
  tries: number;
}

const DENIED: TroubleText = {
  kind: 'permission_denied',
  message: 'Permission denied.',
  advice:
    'Run mapiscope as a user who may read it (Exchange logs: a local administrator), and see whether another program holds it. It is tried again by itself.',
};
const LOCKED: TroubleText = {
  kind: 'file_locked',
  message: 'Another program holds it open for itself alone.',
  advice: 'Close that program (a backup, a virus scanner, an editor). It is tried again by itself.',
};
const MISSING: TroubleText = {
  kind: 'path_missing',
  message: 'It is not there, or its drive or share is away.',
  advice: 'Check the spelling and that the drive or share is connected. It is read as soon as it is there.',
};

const BY_CODE: Readonly<Record<string, TroubleText>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EBUSY: LOCKED,
  ETXTBSY: LOCKED,
  ENOENT: MISSING,
  ENOTDIR: MISSING,
  // What a share says that is away, by system and protocol.
  ENODEV: MISSING,
  ENXIO: MISSING,
  ESTALE: MISSING,
  ENOTCONN: MISSING,
  ENETUNREACH: MISSING,
  EHOSTDOWN: MISSING,
  EHOSTUNREACH: MISSING,
  ECONNABORTED: MISSING,
  ECONNRESET: MISSING,
  ECONNREFUSED: MISSING,
  ETIMEDOUT: MISSING,
};

/**
 * What it means for a path that it can't be read.
 * @param code the system's name of the failure, where it has one
 * @param problem what is known otherwise
 */
export function troubleOfPath(code: string | undefined, problem: string): TroubleText {
  return (
    BY_CODE[code ?? ''] ?? { kind: 'unreadable', message: problem, advice: 'It is tried again by itself.' }
  );
}

/** The troubles there are, one a path. */
export class Troubles {
  readonly #list = new Map<string, Trouble>();
  readonly #changed = new Map<string, Trouble | null>();

  /** Notes that something has gone wrong, again or for the first time. */
  report(path: string, { kind, message, advice }: TroubleText, nowMs: number): void {
    const known = this.#list.get(path);
    const trouble: Trouble = {
      path,
      kind,
      message,
      advice,
      sinceMs: known?.sinceMs ?? nowMs,
      lastMs: nowMs,
      tries: (known?.tries ?? 0) + 1,
    };
    this.#list.set(path, trouble);
    this.#changed.set(path, trouble);
  }

  /** Notes that all is well, or that there is nothing any more that could be wrong. */
  clear(path: string): void {
    if (this.#list.delete(path)) this.#changed.set(path, null);
  }

  get list(): Trouble[] {
    return [...this.#list.values()];
  }

  /** What has changed since `settle`; null: it is over. */
  get changes(): ReadonlyMap<string, Trouble | null> {
    return this.#changed;
  }

  /** To be called when the changes have been told. */
  settle(): void {
    this.#changed.clear();
  }
}
