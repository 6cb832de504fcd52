import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BackgroundIngest } from '../../src/ingest/background.ts';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { start } from '../cli/process.ts';
import { temporaryFolder } from '../support/database.ts';
import { growingLog, serve, storedSequences, WAIT } from './served.ts';

// One mapiscope at a time writes to a database.

test('a second mapiscope on the same database says what to do, and leaves the first one alone', async () => {
  const { folder, write } = growingLog();
  const db = path.join(temporaryFolder(), 'x.db');
  const first = await serve([folder], db);
  await first.has(1);
  for (const command of [
    ['serve', '--watch', folder, '--db', db, '--port', '0'],
    ['watch', folder, '--db', db],
    ['ingest', folder, '--db', db],
  ]) {
    const second = start(command);
    expect([await second.ended(), second.stderr()], command[0]).toEqual([
      1,
      expect.stringMatching(/^mapiscope: another mapiscope writes to .*x\.db: stop it .*--db\n$/),
    ]);
  }
  write(2);
  await first.has(2);
  await first.well();
  expect(await first.stop()).toBe(0);
  // Now it may.
  const next = await serve([folder], db);
  write(3);
  await next.has(3);
  expect(storedSequences(db)).toEqual([1, 2, 3]);
}, 120_000);

// Windows has no signal that halts a process.
const noHalt = process.platform === 'win32';

test.skipIf(noHalt)(
  'one that is started while logs are read in says so; they are read to their end',
  async () => {
    const { folder, write } = growingLog();
    write(2, 60_000);
    const db = path.join(temporaryFolder(), 'x.db');
    const ingest = start(['ingest', folder, '--db', db, '--json']);
    await vi.waitFor(() => expect(storedSequences(db).length).toBeGreaterThan(0), { ...WAIT, interval: 5 });
    ingest.child.kill('SIGSTOP');
    const second = start(['serve', '--watch', folder, '--db', db, '--port', '0']);
    expect([await second.ended(), second.stderr()]).toEqual([
      1,
      expect.stringMatching(/another mapiscope writes to/),
    ]);
    ingest.child.kill('SIGCONT');
    expect(await ingest.ended()).toBe(0);
    expect(JSON.parse(ingest.stdout())).toMatchObject({ records: 60_000 });
  },
  120_000,
);

test('one that already serves waits for the other to end, and takes over where it was', async () => {
  const { folder, write } = growingLog();
  const db = path.join(temporaryFolder(), 'x.db');
  const first = start(['watch', folder, '--db', db]);
  await vi.waitFor(() => expect(storedSequences(db)).toEqual([1]), WAIT);
  // Past the look at its start, as when both are started at one moment.
  const second = new BackgroundIngest();
  onTestFinished(() => second.stop());
  second.start({ file: db, paths: [folder], lineLimit: 1024 * 1024, minFree: 0 });
  await vi.waitFor(
    () =>
      expect(second.status.troubles).toEqual([
        expect.objectContaining({
          kind: 'another_writer',
          advice: expect.stringMatching(/stop the other one/),
        }),
      ]),
    WAIT,
  );
  write(2, 3);
  await vi.waitFor(() => expect(storedSequences(db)).toEqual([1, 2, 3]), WAIT);
  // However it ends.
  first.child.kill('SIGKILL');
  await first.ended();
  write(4);
  await vi.waitFor(() => expect(storedSequences(db)).toEqual([1, 2, 3, 4]), WAIT);
  await vi.waitFor(() => expect(second.status).toMatchObject({ state: 'watching', troubles: [] }), WAIT);
  const whole = openForReading(db);
  onTestFinished(() => {
    whole.close();
  });
  expect(whole.pragma('integrity_check', { simple: true })).toBe('ok');
}, 120_000);
