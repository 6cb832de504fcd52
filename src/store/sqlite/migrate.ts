import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Connection, StoreError } from './database.ts';

/** `migrations/` beside `src` and `dist`: the same place from either. */
const FOLDER = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** Tells mapiscope's databases from others ("mapi" in ASCII). */
const APPLICATION_ID = 0x6d617069;

interface Migration {
  number: number;
  name: string;
  sql: string;
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(path.join(folder, name), 'utf8'),
    }));
}

/**
 * Applies the migrations that a database has not had, each in its own transaction; `user_version` counts them.
 * @throws StoreError when the database is newer than the program or belongs to another program
 */
export function migrate(db: Connection, folder = FOLDER): void {
  const migrations = readMigrations(folder);
  const newest = migrations.at(-1)?.number ?? 0;
  const current = Number(db.pragma('user_version', { simple: true }));
  const owner = Number(db.pragma('application_id', { simple: true }));
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (owner !== APPLICATION_ID && tables > 0) {
    throw new StoreError(`${db.name} is a database of another program: choose another file with --db`);
  }
  if (current > newest) {
    throw new StoreError(
      `${db.name} was made by a newer mapiscope (its form is ${current}, this program knows ${newest}): ` +
        'update mapiscope, or ingest into another file with --db',
    );
  }
  for (const { number, sql } of migrations) {
    if (number <= current) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${number}`);
      db.pragma(`application_id = ${APPLICATION_ID}`);
    })();
  }
}
