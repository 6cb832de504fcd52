import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Follower } from '../../src/watch/follower.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';

const HOUR_MS = 3_600_000;
const NAME = 'HttpProxy_2026030409-1.LOG';

// The clock of the machine can't be set in a test: what programs are told of it is changed instead.
test.each([
  ['back', -HOUR_MS],
  ['on', HOUR_MS],
])('a clock that is set %s by an hour holds up nothing', async (_, jumpMs) => {
  // No event of the file system helps: as on a share.
  vi.stubEnv('CHOKIDAR_USEPOLLING', '1');
  vi.stubEnv('CHOKIDAR_INTERVAL', '600000');
  const folder = temporaryFolder();
  writeFiles(folder, { [NAME]: log('http_proxy', [frontRow(1)]) });
  const read: string[] = [];
  const follower = new Follower({
    paths: [folder],
    read: async (paths) => {
      read.push(...paths.map((file) => path.basename(file)));
      return { failed: [], foreign: [] };
    },
  });
  const stop = new AbortController();
  const ended = follower.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  const has = (...expected: string[]) =>
    vi.waitFor(() => expect(read).toEqual(expected), { timeout: 15_000, interval: 20 });
  await has(NAME);
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + jumpMs);
  appendFileSync(path.join(folder, NAME), 'x');
  await has(NAME, NAME);
  const next = NAME.replace('-1', '-2');
  writeFiles(folder, { [next]: log('http_proxy', [frontRow(2)]) });
  await has(NAME, NAME, next);
  expect(follower.behind).toEqual({ bytes: 0, seconds: 0 });
});
