import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type AppContext, buildApp } from '../../../src/api/app.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { type Connection, openForReading } from '../../../src/store/sqlite/database.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { temporaryFolder } from '../../support/database.ts';

export const host = { host: 'localhost:4300' };

/** An app that answers from a copy of a database, and goes away with the test. */
export async function appOf(db: Connection, context: Partial<AppContext> = {}) {
  const folder = temporaryFolder();
  const served = await serve(db, folder, context);
  onTestFinished(served.close);
  return served;
}

/** The same for all tests of a file. */
export async function servedFor(db: Connection, context: Partial<AppContext> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-'));
  const served = await serve(db, folder, context);
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return served;
}

async function serve(db: Connection, folder: string, context: Partial<AppContext>) {
  // The readers are processes and need a file.
  const file = path.join(folder, 'x.db');
  db.prepare('VACUUM INTO ?').run(file);
  const reading = openForReading(file);
  const app = await buildApp({
    reader: new Reader(reading),
    ingest: new BackgroundIngest(),
    version: '0.0.0',
    hosts: ['localhost'],
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
