import { statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BackgroundIngest, type IngestJob } from '../../src/ingest/background.ts';
import { openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { expectNoOrphans } from '../store/retention-checks.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';

const MiB = 1024 ** 2;
const LIMIT = 8 * MiB;
const DAYS = ['01', '02', '03', '04'];
const HOURS = ['08', '09', '10', '11', '12', '13'];
const PER_HOUR = 1_500;

let last = 0;

/** A record of an hour. */
function recordOf(day: string, hour: string) {
  const n = ++last;
  const minute = String(n % 60).padStart(2, '0');
  return frontRow(n, {
    DateTime: `2026-03-${day}T${hour}:${minute}:00.031Z`,
    ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-0000000${day}${hour}0};RT:Execute;CID:{BBBBBBBB-0000-4000-8000-000000000001}`,
    GenericErrors: `so that each is of some size: ${String(n).repeat(20)}`,
  });
}

/** Four days of logs, as large as several times the limit; each was last written at the end of its hour. */
function backlog(): string {
  const folder = temporaryFolder();
  for (const day of DAYS)
    for (const hour of HOURS) {
      const name = `HttpProxy_202603${day}${hour}-1.LOG`;
      const rows = Array.from({ length: PER_HOUR }, () => recordOf(day, hour));
      writeFiles(folder, { [name]: log('http_proxy', rows) });
      const written = new Date(`2026-03-${day}T${hour}:59:59Z`);
      utimesSync(path.join(folder, name), written, written);
    }
  return folder;
}

function following(folder: string, job: Partial<IngestJob> = {}) {
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  const ingest = new BackgroundIngest();
  const db = openForReading(file);
  onTestFinished(async () => {
    await ingest.stop();
    db.close();
  });
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  const used = (): number => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  const leftOut = vi.fn<(files: number, beforeMs: number) => void>();
  ingest.on('leftOut', leftOut);
  let largest = 0;
  ingest.on('stored', () => {
    largest = Math.max(largest, used());
  });
  ingest.start({ file, paths: [folder], lineLimit: MiB, minFree: 0, maxSize: LIMIT, ...job });
  const days = (): unknown[] =>
    db.prepare('SELECT DISTINCT substr(ended_at, 9, 2) FROM requests ORDER BY 1 DESC').pluck().all();
  const watching = () =>
    vi.waitFor(() => expect(ingest.status.state).toBe('watching'), { timeout: 90_000, interval: 50 });
  return { db, used, days, leftOut, largest: () => largest, watching };
}

test('the limit of size holds while a long backlog is read; what has no room is left out, and said', async () => {
  const folder = backlog();
  const total = HOURS.length * DAYS.length * PER_HOUR;
  const { db, used, days, leftOut, largest, watching } = following(folder, { sliceBytes: 2 * MiB });
  await watching();
  // One slice is read before the size is looked at.
  expect(largest()).toBeLessThan(LIMIT + 2 * MiB);
  await vi.waitFor(() => expect(used()).toBeLessThanOrEqual(LIMIT), { timeout: 30_000 });
  // All of the newest day, and not the oldest.
  expect(days()[0]).toBe('04');
  expect(db.prepare("SELECT count(*) FROM requests WHERE ended_at >= '2026-03-04'").pluck().get()).toBe(
    HOURS.length * PER_HOUR,
  );
  expect(days()).not.toContain('01');
  // What would only be deleted again is not read at all.
  const read = db.prepare('SELECT total(records) FROM source').pluck().get() as number;
  expect(read).toBeLessThan(total - PER_HOUR);
  const files = leftOut.mock.calls.reduce((sum, [count]) => sum + count, 0);
  expect(read).toBe(total - files * PER_HOUR);
  expectNoOrphans(db);
}, 150_000);

test('a log that is larger than the limit is read in pieces, with deletions in between', async () => {
  const folder = temporaryFolder();
  const rows = DAYS.flatMap((day) =>
    HOURS.flatMap((hour) =>
      Array.from({ length: PER_HOUR }, () => row(columnsOf('http_proxy'), recordOf(day, hour))),
    ),
  );
  const name = path.join(folder, 'HttpProxy_2026030209-1.LOG');
  writeFileSync(name, log('http_proxy', []) + crlf(rows));
  expect(statSync(name).size).toBeGreaterThan(3 * LIMIT);
  const { db, used, days, largest, watching } = following(folder, { sliceBytes: 2 * MiB });
  await watching();
  // A batch of 4 MiB of logs comes before the look.
  expect(largest()).toBeLessThan(LIMIT + 4 * MiB);
  await vi.waitFor(() => expect(used()).toBeLessThanOrEqual(LIMIT), { timeout: 30_000 });
  expect(days()[0]).toBe('04');
  // Every record was read, once.
  expect(db.prepare('SELECT total(records) FROM source').pluck().get()).toBe(rows.length);
  expectNoOrphans(db);
}, 150_000);
