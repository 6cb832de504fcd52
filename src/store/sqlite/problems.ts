import type { TroubleText } from '../../watch/troubles.ts';
import { AnotherWriterError } from './database.ts';

const mib = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)} MiB`;

/** The disk has less free space than is to be left on it. */
export class LowSpaceError extends Error {
  override name = 'LowSpaceError';

  /** @param free bytes @param minFree bytes */
  constructor(free: number, minFree: number) {
    super(
      `the disk of the database has ${mib(free)} free, less than the ${mib(minFree)} that are to be left: reading pauses`,
    );
  }
}

/** The third: there is no room for the few pages that the connections share beside the database. */
const FULL: ReadonlySet<string> = new Set(['SQLITE_FULL', 'ENOSPC', 'SQLITE_IOERR_SHMSIZE']);

/** What it means that the database could not be opened or written. */
export function troubleOfDatabase(error: unknown): TroubleText {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof LowSpaceError) {
    return {
      kind: 'low_space',
      message,
      advice:
        'Make room on that disk, keep the database on another one (--db), or keep less of it (--max-age, --max-size). Reading goes on by itself when there is room; what was read can be asked all the time.',
    };
  }
  if (FULL.has(code)) {
    return {
      kind: 'disk_full',
      message: `the disk of the database is full (${message})`,
      advice: 'Make room on that disk. Reading goes on by itself where it was; nothing is lost.',
    };
  }
  if (error instanceof AnotherWriterError) {
    return {
      kind: 'another_writer',
      message,
      advice:
        'One mapiscope writes to a database: stop the other one, or give this one a database of its own (--db). It is tried again by itself.',
    };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      kind: 'database_locked',
      message: `another program has locked the database (${message})`,
      advice: 'Close the program that has it open for writing. Reading goes on by itself; nothing is lost.',
    };
  }
  return {
    kind: 'database_failed',
    message,
    advice: 'It is tried again by itself. If it stays so, check the disk and the rights on the database.',
  };
}
