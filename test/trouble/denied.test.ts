import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/database.ts';
import { MAIN } from '../support/main.ts';
import { growingLog, serve, storedSequences } from './served.ts';

/** Root may read everything: the program runs as nobody then. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
/** A checkout in a folder of root's alone can't be run as nobody. */
const canRun =
  spawnSync(process.execPath, ['-e', 'require("node:fs").accessSync(process.argv[1])', MAIN], user).status ===
  0;
// Windows knows other rights, and `chmod` there only write protection.
const SKIPPED = process.platform === 'win32' || !canRun;

/** A folder that the program may use, and only read below it what its rights allow. */
function openFolder(): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  return folder;
}

function ownFolder(): string {
  const folder = temporaryFolder();
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

test.skipIf(SKIPPED)(
  'a log that may not be read is said, does not hold up the others, and is read when it may be',
  async () => {
    const root = openFolder();
    const open = growingLog(path.join(root, 'Logging', 'open'));
    const closed = growingLog(path.join(root, 'Logging', 'closed'), 20);
    chmodSync(closed.file, 0);
    const db = path.join(ownFolder(), 'x.db');
    const served = await serve([path.join(root, 'Logging')], db, [], user);
    await served.has(1);
    const trouble = await served.trouble('permission_denied');
    expect(trouble).toMatchObject({ path: closed.file, advice: expect.stringMatching(/administrator/) });
    open.write(2);
    await served.has(2);
    const { sources } = await served.json<{ sources: object[] }>('/api/v1/sources');
    expect(sources).toContainEqual(
      expect.objectContaining({ path: closed.file, state: 'unreadable', kind: null }),
    );
    closed.write(21, 22);
    chmodSync(closed.file, 0o644);
    await served.has(5);
    await served.well();
    expect(storedSequences(db)).toEqual([1, 2, 20, 21, 22]);
  },
  120_000,
);

test.skipIf(SKIPPED)(
  'a log whose right to be read is taken away while it is followed loses nothing',
  async () => {
    const root = openFolder();
    const { folder, file, write } = growingLog(path.join(root, 'Logging'));
    const db = path.join(ownFolder(), 'x.db');
    const served = await serve([folder], db, [], user);
    await served.has(1);
    await served.well();
    chmodSync(file, 0);
    write(2, 3);
    expect(await served.trouble('permission_denied')).toMatchObject({ path: file });
    chmodSync(file, 0o644);
    await served.has(3);
    await served.well();
    expect(storedSequences(db)).toEqual([1, 2, 3]);
  },
  120_000,
);

test.skipIf(SKIPPED)(
  'a folder that may not be listed is said, and read when it may be',
  async () => {
    const root = openFolder();
    const { folder } = growingLog(path.join(root, 'Logging'));
    const inner = path.join(folder, 'HttpProxy');
    chmodSync(inner, 0);
    const db = path.join(ownFolder(), 'x.db');
    const served = await serve([folder], db, [], user);
    expect(await served.trouble('permission_denied')).toMatchObject({ path: inner });
    chmodSync(inner, 0o755);
    await served.has(1);
    await served.well();
  },
  120_000,
);
