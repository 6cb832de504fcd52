import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { temporaryFolder } from '../support/database.ts';
import { growingLog, serve, storedSequences } from './served.ts';

/** Another program with the database open for writing. */
function otherProgram(file: string) {
  const db = new Database(file);
  onTestFinished(() => {
    db.close();
  });
  db.exec('BEGIN EXCLUSIVE');
  return { goAway: () => db.exec('ROLLBACK') };
}

test('a database that another program locks is said and waited for, and what is there is served', async () => {
  const { folder, write } = growingLog();
  const file = path.join(temporaryFolder(), 'x.db');
  const served = await serve([folder], file);
  await served.has(1);
  await served.well();
  const other = otherProgram(file);
  write(2, 500);
  const trouble = await served.trouble('database_locked');
  expect(trouble).toMatchObject({ path: file, advice: expect.stringMatching(/^Close the program/) });
  expect(await served.ingest()).toMatchObject({ state: 'failed', error: trouble.message });
  await served.says(/"kind":"database_locked".*"advice":"Close the program/, 'stderr');
  await served.has(1);
  other.goAway();
  await served.has(500);
  await served.well();
  expect(storedSequences(file)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
}, 120_000);

test('started while another program locks the database it serves, and reads when the lock is gone', async () => {
  const { folder } = growingLog();
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  const other = otherProgram(file);
  const served = await serve([folder], file);
  await served.trouble('database_locked');
  await served.has(0);
  other.goAway();
  await served.has(1);
  await served.well();
}, 120_000);
