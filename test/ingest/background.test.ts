import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BackgroundIngest } from '../../src/ingest/background.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';

test('how far it is behind grows while its thread waits and can tell nothing', async () => {
  const logs = temporaryFolder();
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  const ingest = new BackgroundIngest();
  onTestFinished(() => ingest.stop());
  ingest.start({ file, paths: [logs], lineLimit: 1024 * 1024, minFree: 0 });
  await vi.waitFor(() => expect(ingest.status.state).toBe('watching'), { timeout: 15_000 });
  // It tells every second that there is nothing to tell.
  await sleep(4_000);
  expect(ingest.status.behind).toEqual({ bytes: 0, seconds: 0 });
  const other = new Database(file);
  onTestFinished(() => {
    other.close();
  });
  other.exec('BEGIN IMMEDIATE');
  writeFiles(logs, { 'HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1)]) });
  // The thread waits five seconds for the lock.
  await vi.waitFor(() => expect(ingest.status.behind.seconds).toBeGreaterThan(3), {
    timeout: 8_000,
    interval: 50,
  });
  other.exec('ROLLBACK');
  await vi.waitFor(() => expect(ingest.status.behind).toEqual({ bytes: 0, seconds: 0 }), { timeout: 15_000 });
}, 60_000);
