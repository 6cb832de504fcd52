import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { start } from '../cli/process.ts';
import { temporaryFolder } from '../support/database.ts';
import { growingLog, serve, storedSequences, WAIT } from './served.ts';

// On Windows a signal that a program sends ends the other without asking it; Ctrl+C and a closing console can't be sent.
const onWindows = process.platform === 'win32';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A closing console leaves a program five seconds, of which it needs less than one; here others run beside it. */
const BOUND_MS = 8_000;
const RECORDS = 240_000;

/** A log that takes seconds to read, and to write: once for all tests. */
let backlog: string;
const shared = mkdtempSync(path.join(tmpdir(), 'mapiscope-stop-'));
beforeAll(() => {
  const { file, write } = growingLog(shared);
  write(2, RECORDS);
  backlog = file;
});
afterAll(() => rmSync(shared, { recursive: true, force: true }));

function expectWhole(file: string): void {
  const db = openForReading(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const { records, counted } = db
      .prepare(
        `SELECT (SELECT count(*) FROM http_proxy) AS records, (SELECT total(records) FROM source) AS counted`,
      )
      .get() as { records: number; counted: number };
    expect(records).toBe(counted);
  } finally {
    db.close();
  }
}

test.skipIf(onWindows).each(SIGNALS)(
  '%s in the middle of a backlog ends it soon, with 0, and the next start reads the rest',
  async (signal) => {
    const { folder, file } = growingLog();
    copyFileSync(backlog, file);
    const db = path.join(temporaryFolder(), 'x.db');
    const served = await serve([folder], db);
    await vi.waitFor(() => expect(storedSequences(db).length).toBeGreaterThan(0), { ...WAIT, interval: 5 });
    // A client that listens must not hold it up.
    const live = await fetch(`${served.url}/api/v1/live`);
    const stopped = performance.now();
    served.child.kill(signal);
    expect(await served.ended()).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(BOUND_MS);
    await live.body?.cancel().catch(() => undefined);
    const stored = storedSequences(db).length;
    expect(stored).toBeLessThan(RECORDS);
    expectWhole(db);
    const rest = start(['ingest', folder, '--db', db, '--json']);
    expect(await rest.ended()).toBe(0);
    expect(JSON.parse(rest.stdout())).toMatchObject({ records: RECORDS - stored });
    expect(new Set(storedSequences(db)).size).toBe(RECORDS);
  },
  120_000,
);

test.skipIf(onWindows).each(SIGNALS)(
  '%s while it follows ends it soon, with 0, and nothing is lost or stored twice',
  async (signal) => {
    const { folder, write } = growingLog();
    const db = path.join(temporaryFolder(), 'x.db');
    const served = await serve([folder], db);
    await served.has(1);
    await served.well();
    let last = 1;
    const writing = setInterval(() => {
      write(last + 1, last + 20);
      last += 20;
    }, 5);
    await vi.waitFor(() => expect(storedSequences(db).length).toBeGreaterThan(500), WAIT);
    const stopped = performance.now();
    served.child.kill(signal);
    expect(await served.ended()).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(BOUND_MS);
    clearInterval(writing);
    expectWhole(db);
    const rest = start(['ingest', folder, '--db', db, '--json']);
    expect(await rest.ended()).toBe(0);
    expect(storedSequences(db)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  },
  120_000,
);

test.skipIf(onWindows)('it goes on when nobody reads any more what it says', async () => {
  const { folder, write } = growingLog();
  const db = path.join(temporaryFolder(), 'x.db');
  const watch = start(['watch', folder, '--db', db, '--log-level', 'debug']);
  watch.child.stdout?.destroy();
  watch.child.stderr?.destroy();
  await vi.waitFor(() => expect(storedSequences(db)).toEqual([1]), WAIT);
  write(2);
  await vi.waitFor(() => expect(storedSequences(db)).toEqual([1, 2]), WAIT);
  expect(await watch.stop()).toBe(0);
});

test.skipIf(onWindows)('a second signal ends it at once; what is stored is whole', async () => {
  const { folder, file } = growingLog();
  copyFileSync(backlog, file);
  const db = path.join(temporaryFolder(), 'x.db');
  const watch = start(['watch', folder, '--db', db]);
  await vi.waitFor(() => expect(storedSequences(db).length).toBeGreaterThan(0), { ...WAIT, interval: 5 });
  watch.child.kill('SIGINT');
  watch.child.kill('SIGINT');
  await watch.ended();
  expectWhole(db);
});
