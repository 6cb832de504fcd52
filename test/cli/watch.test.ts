import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';
import { MAIN } from '../support/main.ts';
import { start } from './process.ts';

// The real program, in processes of its own.

const LOG = 'HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';
const oneRow = (n: number): string => crlf([row(columnsOf('http_proxy'), frontRow(n))]);

function records(db: string): number {
  if (!existsSync(db)) return 0;
  const connection = openForReading(db);
  try {
    return Number(connection.prepare('SELECT count(*) FROM http_proxy').pluck().get());
  } finally {
    connection.close();
  }
}

const stored = (db: string, count: number): Promise<void> =>
  expect.poll(() => records(db), { timeout: 45_000, interval: 100 }).toBe(count);

function folderWithLog(): { logs: string; db: string } {
  const folder = temporaryFolder();
  const logs = path.join(folder, 'Logging');
  writeFiles(logs, { [LOG]: log('http_proxy', [frontRow(1), frontRow(2)]) });
  return { logs, db: path.join(folder, 'new', 'x.db') };
}

/** Nothing of Exchange, wherever this runs. */
const NO_EXCHANGE = { ExchangeInstallPath: path.resolve('nowhere') };

describe('mapiscope watch', () => {
  test('stores the backlog and what is written then, and ends with 0 when it is asked to', async () => {
    const { logs, db } = folderWithLog();
    const watch = start(['watch', logs, '--db', db]);
    await watch.says(/^mapiscope follows .*Logging into .*x\.db\n/);
    await stored(db, 2);
    appendFileSync(path.join(logs, LOG), oneRow(3));
    await stored(db, 3);
    // On Windows a signal ends a process without asking it.
    if (process.platform === 'win32') return;
    expect(await watch.stop()).toBe(0);
    expect(watch.stdout()).toMatch(/stopped; 3 new records\n$/);
    expect(watch.stderr()).toBe('');
  });

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGHUP'] as const)(
    '%s ends it with 0',
    async (signal) => {
      const { logs, db } = folderWithLog();
      const watch = start(['watch', '--watch', logs, '--db', db]);
      await stored(db, 2);
      watch.child.kill(signal);
      expect(await watch.ended()).toBe(0);
    },
  );

  test('follows all that the command line names, and then not what the environment names', async () => {
    const [a, b, c] = [folderWithLog(), folderWithLog(), folderWithLog()];
    // The same log is stored once: one row more tells them apart.
    appendFileSync(path.join(b.logs, LOG), oneRow(3));
    const watch = start(['watch', a.logs, '--watch', b.logs, '--db', a.db], { MAPISCOPE_WATCH: c.logs });
    await watch.says(`mapiscope follows ${a.logs}, ${b.logs} into`);
  });

  test('a reading with rejected lines is in the log, a line of JSON', async () => {
    const { logs, db } = folderWithLog();
    appendFileSync(path.join(logs, LOG), 'garbage\r\n');
    const watch = start(['watch', logs, '--db', db]);
    await watch.says(/"rejected":1/, 'stderr');
    expect(JSON.parse(watch.stderr())).toMatchObject({ level: 'info', msg: 'read', records: 2, rejected: 1 });
  });

  test('without a path it follows the Exchange server of this machine', async () => {
    const { logs, db } = folderWithLog();
    const watch = start(['watch', '--db', db], { ExchangeInstallPath: path.dirname(logs) });
    await watch.says(`mapiscope follows ${logs} into`);
    await stored(db, 2);
  });

  test('without a path and without Exchange it says what to give', async () => {
    const { db } = folderWithLog();
    const watch = start(['watch', '--db', db], NO_EXCHANGE);
    expect(await watch.ended()).toBe(2);
    expect(watch.stderr()).toMatch(/nothing to follow.*Name its Logging folder.*mapiscope watch "/s);
    expect(existsSync(db)).toBe(false);
  });

  test('says at once when another mapiscope writes to the database', async () => {
    const { logs, db } = folderWithLog();
    const first = start(['watch', logs, '--db', db]);
    await stored(db, 2);
    const second = start(['watch', logs, '--db', db]);
    expect(await second.ended()).toBe(1);
    expect(second.stderr()).toContain('another mapiscope writes to');
    expect(first.child.exitCode).toBeNull();
  });
});

describe('mapiscope serve', () => {
  test('without --watch it follows the Exchange server of this machine', async () => {
    const { logs, db } = folderWithLog();
    const serve = start(['serve', '--db', db, '--port', '0'], { ExchangeInstallPath: path.dirname(logs) });
    await serve.says(`it follows ${logs} into`);
    await stored(db, 2);
  });

  test('without one it says that it shows what is there', async () => {
    const { db } = folderWithLog();
    mkdirSync(path.dirname(db));
    const serve = start(['serve', '--db', db, '--port', '0'], NO_EXCHANGE);
    await serve.says(/^it follows no logs, and shows what is in .*x\.db; --watch PATH follows logs$/m);
    if (process.platform !== 'win32') expect(await serve.stop()).toBe(0);
  });
});

test.each([
  [['--max-age', '30'], /with its unit/],
  [['--max-age', '5m'], /at least 1h/],
  [['--max-size', '10'], /with its unit/],
  [['--max-size', '1MB'], /at least 10MB/],
  [['--min-free', 'much'], /Give a size/],
])('%j is bad usage: what would delete all by a slip is refused', (args, message) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'watch', '.', ...args], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
});
