import { expect, onTestFinished, test } from 'vitest';
import { DecodeThread } from '../../src/ingest/decode-thread.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { memoryDatabase, temporaryFolder, writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';

const users = `SELECT s."AuthenticatedUser" FROM http_proxy_record r
  JOIN http_proxy_shared s ON s.id = r.shared_id ORDER BY r.id`;

function folderOfLog(): string {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 500 }, (_, n) =>
    frontRow(n, { AuthenticatedUser: `CONTOSO\\u${n % 7}` }),
  );
  writeFiles(folder, { 'HttpProxy_2026030409-1.LOG': log('http_proxy', rows) });
  return folder;
}

function newThread(): DecodeThread {
  const thread = new DecodeThread();
  onTestFinished(() => thread.end());
  return thread;
}

test('a thread that one pipeline has left decodes for the next as a new one does', async () => {
  const thread = newThread();
  const folder = folderOfLog();
  const found: unknown[] = [];
  for (let pipeline = 0; pipeline < 2; pipeline++) {
    const db = memoryDatabase();
    const reader = new Ingest(db, { thread });
    expect((await reader.read([folder])).records).toBe(500);
    await reader.close();
    found.push(db.prepare(users).pluck().all());
  }
  expect(found[0]).toHaveLength(500);
  expect(found[1]).toEqual(found[0]);
});

test('a pipeline that is closed while it reads ends the reading and the thread; the next one reads all', async () => {
  const thread = newThread();
  const folder = folderOfLog();
  const db = memoryDatabase();
  const closed = new Ingest(db, { thread });
  const reading = closed.read([folder]);
  const ended = expect(reading).rejects.toThrow('the reading was ended');
  await closed.close();
  await ended;
  const next = new Ingest(db, { thread });
  expect((await next.read([folder])).records).toBe(500);
  await next.close();
});
