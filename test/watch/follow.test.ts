import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BackgroundIngest } from '../../src/ingest/background.ts';
import { openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';

const front = columnsOf('http_proxy');
const line = (n: number): string => crlf([row(front, frontRow(n))]);

/** A real ingest thread that follows a folder, and what a reader of its database sees. */
function following(folder: string) {
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  const ingest = new BackgroundIngest();
  ingest.start({ file, paths: [folder], lineLimit: 1024 * 1024 });
  const db = openForReading(file);
  onTestFinished(async () => {
    await ingest.stop();
    db.close();
  });
  const sequences = () => db.prepare('SELECT sequence FROM http_proxy ORDER BY sequence').pluck().all();
  const sees = (expected: number[]) =>
    vi.waitFor(() => expect(sequences()).toEqual(expected), { timeout: 15_000, interval: 20 });
  return { ingest, db, sees, sequences };
}

test('what is written is there, exactly once, whatever happens to the files', async () => {
  const logs = path.join(temporaryFolder(), 'Logging');
  const file = path.join(logs, 'HttpProxy', 'Mapi', 'HttpProxy_2026030409-1.LOG');
  writeFiles(logs, { 'HttpProxy/Mapi/HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1)]) });
  const { ingest, sees, sequences } = following(logs);
  await sees([1]);
  await vi.waitFor(() => expect(ingest.status.state).toBe('watching'), { timeout: 15_000 });

  appendFileSync(file, line(2));
  await sees([1, 2]);

  // A torn line waits for its end.
  const torn = line(3);
  appendFileSync(file, torn.slice(0, 200));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(sequences()).toEqual([1, 2]);
  appendFileSync(file, torn.slice(200));
  await sees([1, 2, 3]);

  // The next instance beside it; both grow.
  const second = file.replace('-1.LOG', '-2.LOG');
  writeFileSync(second, log('http_proxy', [frontRow(10)]));
  appendFileSync(file, line(4));
  appendFileSync(second, line(11));
  await sees([1, 2, 3, 4, 10, 11]);

  // A new folder, a renamed log, a deleted one that is made again with other contents.
  mkdirSync(path.join(logs, 'HttpProxy', 'Ews'));
  writeFileSync(
    path.join(logs, 'HttpProxy', 'Ews', 'HttpProxy_2026030409-1.LOG'),
    log('http_proxy', [frontRow(20)]),
  );
  const renamed = path.join(logs, 'renamed.log');
  renameSync(second, renamed);
  appendFileSync(renamed, line(12));
  rmSync(file);
  await sees([1, 2, 3, 4, 10, 11, 12, 20]);
  writeFileSync(file, log('http_proxy', [frontRow(30)]));
  await sees([1, 2, 3, 4, 10, 11, 12, 20, 30]);

  // Truncated and written anew.
  truncateSync(file, 0);
  appendFileSync(file, log('http_proxy', [frontRow(40), frontRow(41)]));
  await sees([1, 2, 3, 4, 10, 11, 12, 20, 30, 40, 41]);
});

test('goes on after a restart where it was', async () => {
  const logs = temporaryFolder();
  const name = 'HttpProxy_2026030409-1.LOG';
  writeFiles(logs, { [name]: log('http_proxy', [frontRow(1), frontRow(2)]) });
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  for (const expected of [
    [1, 2],
    [1, 2, 3],
    [1, 2, 3, 4],
  ]) {
    const ingest = new BackgroundIngest();
    ingest.start({ file, paths: [logs], lineLimit: 1024 * 1024 });
    const db = openForReading(file);
    await vi.waitFor(
      () => expect(db.prepare('SELECT sequence FROM http_proxy ORDER BY 1').pluck().all()).toEqual(expected),
      { timeout: 15_000 },
    );
    await ingest.stop();
    db.close();
    appendFileSync(path.join(logs, name), line(expected.length + 1));
  }
});

test('reads a folder that comes later, and says that it is reading nothing until then', async () => {
  const logs = path.join(temporaryFolder(), 'later');
  const { ingest, sees } = following(logs);
  await vi.waitFor(() => expect(ingest.status.state).toBe('watching'), { timeout: 15_000 });
  writeFiles(logs, { 'HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1)]) });
  await sees([1]);
});

test('a database that another program locks is waited for, and nothing is lost', async () => {
  const logs = temporaryFolder();
  const name = path.join(logs, 'HttpProxy_2026030409-1.LOG');
  writeFileSync(name, log('http_proxy', [frontRow(1)]));
  const { ingest, db, sees } = following(logs);
  await sees([1]);
  const { default: Database } = await import('better-sqlite3');
  const other = new Database(db.name);
  other.exec('BEGIN IMMEDIATE');
  appendFileSync(name, line(2));
  await vi.waitFor(
    () => expect(ingest.status).toMatchObject({ state: 'failed', error: expect.stringMatching(/locked/) }),
    { timeout: 15_000 },
  );
  other.exec('ROLLBACK');
  other.close();
  await sees([1, 2]);
  await vi.waitFor(() => expect(ingest.status).toMatchObject({ state: 'watching', error: null }), {
    timeout: 15_000,
  });
}, 60_000);
