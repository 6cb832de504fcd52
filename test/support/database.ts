import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type IngestOptions, ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder; names may have folders in them. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** The same for all tests of a file: goes away with them. */
export function sharedFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database in memory, closed with the test. */
export function memoryDatabase(): Connection {
  const db = openForWriting(':memory:');
  onTestFinished(() => {
    db.close();
  });
  return db;
}

/** Ingests files with these contents into a database of their own. */
export async function ingested(files: Record<string, string | Buffer>, options?: IngestOptions) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const db = memoryDatabase();
  const summary = await ingest(db, [folder], options);
  return {
    db,
    summary,
    folder,
    all: <Row = Record<string, unknown>>(sql: string): Row[] => db.prepare(sql).all() as Row[],
  };
}

/** The same for all tests of a file. */
export async function ingestedFor(files: Record<string, string | Buffer>): Promise<Connection> {
  const folder = sharedFolder();
  writeFiles(folder, files);
  const db = openForWriting(':memory:');
  afterAll(() => {
    db.close();
  });
  await ingest(db, [folder]);
  return db;
}
