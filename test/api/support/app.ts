import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type AppContext, buildApp } from '../../../src/api/app.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { type Connection, openForReading } from '../../../src/store/sqlite/database.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { temporaryFolder } from '../../support/database.ts';

export const host = { host: 'localhost:4300' };

/** An app that answers from a copy of a database: its readers are processes and need a file. */
export async function appOf(db: Connection, context: Partial<AppContext> = {}) {
  const file = path.join(temporaryFolder(), 'x.db');
  db.prepare('VACUUM INTO ?').run(file);
  const reading = openForReading(file);
  const app = await buildApp({
    reader: new Reader(reading),
    ingest: new BackgroundIngest(),
    version: '0.0.0',
    hosts: ['localhost'],
    ...context,
  });
  onTestFinished(async () => {
    await app.close();
    reading.close();
  });
  /** The answer to a GET, whatever it is. */
  const get = (url: string) => app.inject({ url, headers: host });
  return { app, file, get };
}
