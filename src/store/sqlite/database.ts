import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';

export type Connection = Database.Database;

/**
 * Opens the database for writing, makes it when it is not there, and brings it to the newest form.
 * @param file path, or `:memory:`
 * @throws StoreError when the file is newer than the program, or is no database
 */
export function openForWriting(file: string): Connection {
  const db = new Database(file);
  try {
    // Only counts before the first table is made. Larger pages and cache: +40 % of insert rate.
    db.pragma('page_size = 16384');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -262144');
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('temp_store = MEMORY');
    db.pragma('busy_timeout = 5000');
    // Checked by tests over whole ingests; a check at every insert would cost a fifth of the rate.
    db.pragma('foreign_keys = OFF');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
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
