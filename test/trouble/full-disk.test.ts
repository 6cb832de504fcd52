import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type TestContext, test, vi } from 'vitest';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { start } from '../cli/process.ts';
import { temporaryFolder } from '../support/database.ts';
import { Mount, whyNoMount } from './mount.ts';
import { growingLog, serve, storedSequences, WAIT } from './served.ts';

// The database lies on a disk of its own that becomes full.

/** A small disk, with a file on it that is in the way. */
function smallDisk({ skip }: TestContext, size: string) {
  const folder = path.join(temporaryFolder(), 'disk');
  const reason = whyNoMount(folder);
  if (reason !== null) skip(reason);
  const disk = new Mount(folder, size);
  const filler = path.join(disk.folder, 'filler');
  return {
    db: path.join(disk.folder, 'x.db'),
    /** Leaves no byte free. */
    fill: (): void => {
      const chunk = Buffer.alloc(64 * 1024);
      for (let size = chunk.length; size > 0; size = Math.floor(size / 2)) {
        try {
          for (;;) writeFileSync(filler, chunk.subarray(0, size), { flag: 'a' });
        } catch (error) {
          expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
        }
      }
    },
    /** Makes room again, so many bytes. */
    free: (bytes: number): void => truncateSync(filler, statSync(filler).size - bytes),
    freeAll: (): void => rmSync(filler),
  };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

test('a full disk pauses reading, not serving, and nothing is lost or stored twice', async (context) => {
  const { db, fill, free, freeAll } = smallDisk(context, '24m');
  const { folder, write } = growingLog();
  const served = await serve([folder], db, ['--min-free', '0']);
  await served.has(1);
  await served.well();
  fill();
  write(2, 9_000);
  const trouble = await served.trouble('disk_full');
  expect(trouble).toMatchObject({ path: db, message: expect.stringMatching(/disk .* is full/) });
  expect(trouble.advice).toMatch(/Make room on that disk/);
  expect(await served.ingest()).toMatchObject({ state: 'failed', error: trouble.message });
  await served.says(/"kind":"disk_full".*"advice":"Make room/, 'stderr');

  // It goes on serving what is there.
  const { requests } = await served.json<{ requests: unknown[] }>('/api/v1/requests');
  expect(requests.length).toBeGreaterThan(0);

  // A little room lets it go on a little.
  free(1024 * 1024);
  write(9_001);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  freeAll();
  await served.has(9_001);
  await served.well();
  expect(storedSequences(db)).toEqual(upTo(9_001));
  await served.says(/trouble is over/, 'stderr');
  expect(await served.stop()).toBe(0);
  const whole = openForReading(db);
  expect(whole.pragma('integrity_check', { simple: true })).toBe('ok');
  whole.close();
}, 120_000);

test('a disk with little room left is not filled: reading pauses before', async (context) => {
  const { db, fill, free, freeAll } = smallDisk(context, '32m');
  const { folder, write } = growingLog();
  const served = await serve([folder], db, ['--min-free', '8MB']);
  await served.has(1);
  fill();
  free(4 * 1024 * 1024);
  write(2, 100);
  const trouble = await served.trouble('low_space');
  expect(trouble.message).toMatch(/has [34] MiB free, less than the 8 MiB that are to be left/);
  expect(trouble.advice).toMatch(/--db.*--max-age.*--max-size/);
  expect(storedSequences(db)).toEqual([1]);
  freeAll();
  await served.has(100);
  await served.well();
  expect(storedSequences(db)).toEqual(upTo(100));
}, 120_000);

test('started on a full disk it says so, waits for room, and then serves and reads', async (context) => {
  const { db, fill, freeAll } = smallDisk(context, '24m');
  const { folder, write } = growingLog();
  const before = await serve([folder], db, ['--min-free', '0']);
  await before.has(1);
  expect(await before.stop()).toBe(0);
  fill();
  write(2, 100);
  const waiting = start(['serve', '--watch', folder, '--db', db, '--port', '0', '--min-free', '0']);
  await waiting.says(/"kind":"disk_full".*"advice":"Make room/, 'stderr');
  expect(waiting.child.exitCode).toBeNull();
  freeAll();
  await waiting.says(/mapiscope serves http/);
  await vi.waitFor(() => expect(storedSequences(db)).toEqual(upTo(100)), WAIT);
  expect(waiting.stderr()).toMatch(/trouble is over/);
  expect(await waiting.stop()).toBe(0);
}, 120_000);
