import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../support/database.ts';
import { growingLog, serve, storedSequences, WAIT } from './served.ts';

test('a reading thread that ends by itself is said, started again, and reads on where it was', async () => {
  const { folder, write } = growingLog();
  const file = path.join(temporaryFolder(), 'x.db');
  const before = await serve([folder], file);
  await before.has(1);
  expect(await before.stop()).toBe(0);
  // A damage that only the thread comes upon, and that it does not expect.
  const damaged = new Database(file);
  onTestFinished(() => {
    damaged.close();
  });
  damaged.exec('ALTER TABLE record_block RENAME TO record_block_away');
  write(2);
  const served = await serve([folder], file);
  const trouble = await served.trouble('reading_ended');
  expect(trouble).toMatchObject({
    path: file,
    message: expect.stringMatching(/^the thread that reads the logs has ended: .*record_block/),
    advice: expect.stringMatching(/started again by itself/),
  });
  expect(await served.ingest()).toMatchObject({ state: 'failed', error: trouble.message });
  const ready = await fetch(`${served.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('has ended')]);
  await served.says(/"kind":"reading_ended".*"advice":"It is started again/, 'stderr');
  // What was read can be asked meanwhile, and it is tried again and again.
  await served.has(1);
  await vi.waitFor(async () => {
    const [again] = (await served.json<{ ingest: { troubles: { tries: number }[] } }>('/api/v1/status'))
      .ingest.troubles;
    expect(again?.tries).toBeGreaterThan(1);
  }, WAIT);
  damaged.exec('ALTER TABLE record_block_away RENAME TO record_block');
  await served.has(2);
  await served.well();
  expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
  await served.says(/"kind":"reading_ended".*"msg":"trouble is over"/, 'stderr');
  expect(await served.stop()).toBe(0);
  expect(storedSequences(file)).toEqual([1, 2]);
}, 120_000);
