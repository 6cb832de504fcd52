import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type AppContext, buildApp } from '../../../src/api/app.ts';
import { type Door, loopbackDoor } from '../../../src/api/door.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { type Connection, openForReading } from '../../../src/store/sqlite/database.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { sharedFolder, temporaryFolder } from '../../support/database.ts';

/** A door that does not mind how busy the machine of the tests is. */
export const calmDoor = (): Door => ({
  ...loopbackDoor(),
  pressure: { maxEventLoopDelay: 0, maxHeapUsedBytes: 0, maxRssBytes: 0, sampleInterval: 1000 },
});

export const host = { host: 'localhost:4300' };

/** An app that answers from a copy of a database, and goes away with the test. */
export async function appOf(db: Connection, context: Partial<AppContext> = {}) {
  const served = await serve(db, temporaryFolder(), context);
  onTestFinished(served.close);
  return served;
}

/** The same for all tests of a file. */
export async function servedFor(db: Connection, context: Partial<AppContext> = {}) {
  const served = await serve(db, sharedFolder(), context);
  afterAll(served.close);
  return served;
}

async function serve(db: Connection, folder: string, context: Partial<AppContext>) {
  // The readers are processes and need a file.
  const file = path.join(folder, 'served.db');
  db.prepare('VACUUM INTO ?').run(file);
  const reading = openForReading(file);
  const app = await buildApp({
    reader: new Reader(reading),
    ingest: new BackgroundIngest(),
    version: '0.0.0',
    hosts: ['localhost'],
    door: calmDoor(),
    ...context,
  });
  const close = async (): Promise<void> => {
    await app.close();
    reading.close();
  };
  /** The answer to a GET, whatever it is. */
  const get = (url: string) => app.inject({ url, headers: host });
  return { app, file, get, close };
}
