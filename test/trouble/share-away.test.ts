import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/database.ts';
import { Mount, whyNoMount } from './mount.ts';
import { growingLog, serve, storedSequences } from './served.ts';

test('a share that goes away is said with what to do, and read on when it is back', async ({ skip }) => {
  const folder = path.join(temporaryFolder(), 'share');
  const reason = whyNoMount(folder);
  if (reason !== null) skip(reason);
  const share = new Mount(folder, '8m');
  const logs = path.join(folder, 'Logging');
  const db = path.join(temporaryFolder(), 'x.db');
  const other = growingLog(undefined, 40);
  growingLog(logs).write(2, 3);
  const served = await serve([logs, other.folder], db);
  await served.has(4);
  await served.well();

  share.unmount();
  expect(existsSync(logs)).toBe(false);
  const trouble = await served.trouble('path_missing');
  expect(trouble).toMatchObject({ path: logs, advice: expect.stringMatching(/drive or share is connected/) });
  const { sources } = await served.json<{ sources: object[] }>('/api/v1/sources');
  expect(sources).toContainEqual(
    expect.objectContaining({ path: logs, state: 'unreadable', last_error: expect.stringMatching(/share/) }),
  );
  // The others go on.
  other.write(50);
  await served.has(5);

  // Back, it has what was there and more; what is written then is seen though no event comes any more.
  share.mount();
  const back = growingLog(logs);
  back.write(2, 5);
  await served.has(7);
  await served.well();
  back.write(6);
  await served.has(8);
  expect(storedSequences(db)).toEqual([1, 2, 3, 4, 5, 6, 40, 50]);
  await served.says(/"kind":"path_missing".*trouble is over/, 'stderr');
}, 120_000);

test('a folder that is renamed away and back is read on where it was', async () => {
  const { folder, write } = growingLog();
  const db = path.join(temporaryFolder(), 'x.db');
  const served = await serve([folder], db);
  await served.has(1);
  await served.well();
  renameSync(folder, `${folder} away`);
  expect(await served.trouble('path_missing')).toMatchObject({ path: folder });
  renameSync(`${folder} away`, folder);
  write(2);
  await served.has(2);
  await served.well();
  write(3, 4);
  await served.has(4);
  expect(storedSequences(db)).toEqual([1, 2, 3, 4]);
}, 120_000);

test('so is a folder inside what is watched, while the rest of it goes on', async () => {
  const { folder, write } = growingLog();
  const db = path.join(temporaryFolder(), 'x.db');
  const served = await serve([folder], db);
  await served.has(1);
  await served.well();
  const inner = path.join(folder, 'HttpProxy');
  const away = path.join(temporaryFolder(), 'HttpProxy');
  renameSync(inner, away);
  const beside = growingLog(path.join(folder, 'Other'), 20);
  await served.has(2);
  renameSync(away, inner);
  write(2);
  beside.write(21);
  await served.has(4);
  await served.well();
  expect(storedSequences(db)).toEqual([1, 2, 20, 21]);
}, 120_000);
