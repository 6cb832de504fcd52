import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { storeCodes } from './codes.ts';
import { migrate } from './migrate.ts';

export type Connection = Database.Database;

/** `auto_vacuum`: pages are given back when they are asked for. */
export const INCREMENTAL = 2;

/**
 * Opens the database for writing, makes it when it is not there, and brings it to the newest form.
 * @param file path, or `:memory:`
 * @throws StoreError when the file is newer than the program, or is no database
 */
export function openForWriting(file: string): Connection {
  const lock = file === ':memory:' ? null : lockForWriting(file);
  const db = new Database(file);
  try {
    // Released when the connection is closed, and by the system when the process dies.
    const close = db.close.bind(db);
    db.close = () => {
      lock?.close();
      return close();
    };
    // Only counts before the first table is made. Larger pages and cache: +40 % of insert rate.
    db.pragma('page_size = 16384');
    // Lets retention give space back in small steps. This too only counts before the first table is made, and asks for
    // the write lock: what is so already must open while another program holds it.
    if (db.pragma('auto_vacuum', { simple: true }) !== INCREMENTAL) db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -262144');
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('temp_store = MEMORY');
    db.pragma('busy_timeout = 5000');
    // Checked by tests over whole ingests; a check at every insert would cost a fifth of the rate.
    db.pragma('foreign_keys = OFF');
    migrate(db);
    storeCodes(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Gives memory back that only a large ingest needs: what is written now is small. */
export function keepLessInMemory(db: Connection): void {
  db.pragma('cache_size = -65536');
  db.pragma('shrink_memory');
}

/**
 * Lets one process at a time write: two would read the same lines and give the same ids. SQLite's own lock on a file
 * beside the database works on every system and goes away with the process.
 */
function lockForWriting(file: string): Connection {
  const lock = new Database(`${file}-writer`, { timeout: 500 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new AnotherWriterError(
      `another mapiscope writes to ${file}: stop it (or let it watch the folder too), or choose another file with --db`,
    );
  }
}

/**
 * Opens an existing database for reading only.
 * @throws StoreError when there is none
 */
export function openForReading(file: string): Connection {
  if (!existsSync(file)) {
    throw new StoreError(`there is no database ${file}: make one with "mapiscope ingest --db ${file} PATH…"`);
  }
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma('busy_timeout = 5000');
  return db;
}

/** Something about the database that the user can mend; the message says how. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** Another process writes to the database. */
export class AnotherWriterError extends StoreError {}
