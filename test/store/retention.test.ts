import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { numberedTables, sharedReferences, valueTables } from '../../src/store/sqlite/retention/tables.ts';
import { Retention, type RetentionOptions } from '../../src/store/sqlite/retention.ts';
import { recordTables, sharedTables } from '../../src/store/tables.ts';
import { memoryDatabase, temporaryFolder } from '../support/database.ts';
import {
  count,
  counts,
  expectNoOrphans,
  expectNoUnusedShared,
  finish,
  recordsSince,
} from './retention-checks.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 4, 8);
const HOURS = 6;
const END = START + HOURS * HOUR;
/** Half of the data is before it. */
const MIDDLE = START + 3 * HOUR;
const NONE: RetentionOptions = { maxAgeMs: null, maxSizeBytes: null, sweepShare: 0 };
const records = Object.values(recordTables).map(({ table }) => table);

// Six hours of two servers of the newest layout and one of 2013, read once; each test works on a copy.
const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-retention-'));
const whole = path.join(folder, 'whole.db');
beforeAll(async () => {
  const common = { hours: HOURS, noise: 0.3, start: new Date(START).toISOString() };
  const logs = path.join(folder, 'logs');
  await generate({ ...common, out: path.join(logs, 'new'), clients: 8, seed: 3 });
  await generate({ ...common, out: path.join(logs, 'old'), clients: 4, layout: '2013', servers: 1, seed: 4 });
  const db = openForWriting(whole);
  await ingest(db, [logs]);
  db.close();
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the whole database. */
function copy(): { file: string; db: Connection } {
  const file = path.join(temporaryFolder(), 'copy.db');
  copyFileSync(whole, file);
  const db = openForWriting(file);
  onTestFinished(() => {
    if (db.open) db.close();
  });
  return { file, db };
}

/** Deletes what is older than half of the data. */
const halving = (db: Connection, options: Partial<RetentionOptions> = {}): Retention =>
  new Retention(db, { ...NONE, maxAgeMs: HOUR, ...options });
const HALVING_NOW = MIDDLE + HOUR + 59 * 60_000;

const bytesUsed = (db: Connection): number => {
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
};

describe('by age', () => {
  test('deletes whole requests before the hour, keeps everything after it, and says so', async () => {
    const { db } = copy();
    const kept = db.prepare('SELECT * FROM request WHERE ended_ms >= ? ORDER BY id').all(MIDDLE);
    const rows = recordsSince(db, MIDDLE);
    const before = counts(db);
    const views = db.prepare('SELECT * FROM requests WHERE ended_ms >= ? ORDER BY id').all(MIDDLE);
    expect(kept.length).toBeGreaterThan(1000);
    expect(before['request']).toBeGreaterThan(kept.length + 1000);

    const retention = halving(db);
    finish(retention, HALVING_NOW);

    expect(db.prepare('SELECT * FROM request ORDER BY id').all()).toEqual(kept);
    expect(db.prepare('SELECT * FROM requests ORDER BY id').all()).toEqual(views);
    expect(recordsSince(db, MIDDLE)).toEqual(rows);
    // Records without a request go an hour later; those of a request that stays, stay.
    for (const table of records) expect(count(db, `${table} WHERE at_ms < ${MIDDLE - HOUR}`), table).toBe(0);
    expectNoOrphans(db);
    expectNoUnusedShared(db);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');

    const after = counts(db);
    const shared = [...new Set(sharedReferences.map((reference) => reference.shared))];
    const gone = (tables: readonly string[]): number =>
      tables.reduce((sum, table) => sum + (before[table] ?? 0) - (after[table] ?? 0), 0);
    expect(gone(shared)).toBeGreaterThan(0);
    expect(db.prepare('SELECT * FROM retention').all()).toEqual([
      {
        id: 1,
        reason: 'age',
        deleted_before_at: new Date(MIDDLE).toISOString(),
        deleted_before_ms: MIDDLE,
        started_at: new Date(HALVING_NOW).toISOString(),
        ended_at: new Date(HALVING_NOW).toISOString(),
        requests: gone(['request']),
        records: gone(records),
        sessions: gone(['session']),
        rejected_lines: gone(['rejected_line']),
        shared_values: gone(shared),
      },
    ]);
    for (const { id, left } of db.prepare('SELECT id, records - expired AS left FROM sources').all() as {
      id: number;
      left: number;
    }[])
      expect(records.reduce((sum, table) => sum + count(db, `${table} WHERE source_id = ${id}`), 0)).toBe(
        left,
      );
  });

  test('does nothing more until the next hour, and then goes on', async () => {
    const { db } = copy();
    const retention = halving(db);
    finish(retention, HALVING_NOW);
    const half = counts(db);
    expect(retention.step(HALVING_NOW)).toBe(false);
    expect(counts(db)).toEqual(half);
    finish(retention, HALVING_NOW + HOUR);
    expect(count(db, `request WHERE ended_ms < ${MIDDLE + HOUR}`)).toBe(0);
    expect(count(db, 'request')).toBeGreaterThan(0);
    expectNoOrphans(db);
    // Another process has nothing to do in this hour either, and says nothing.
    const passes = count(db, 'retention');
    finish(halving(db), HALVING_NOW + HOUR);
    expect(count(db, 'retention')).toBe(passes);
  });

  test('gives the space back: the file gets smaller', async () => {
    const { file, db } = copy();
    db.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    finish(halving(db), HALVING_NOW);
    const { size } = statSync(file);
    expect(size).toBeLessThan(before * 0.7);
    expect(size).toBeLessThan(bytesUsed(db) * 1.15);
    db.close();
    const again = openForWriting(file);
    expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
    expectNoOrphans(again);
    again.close();
  });

  test('every step deletes few rows, and a reader never sees half of anything', async () => {
    const { file, db } = copy();
    const rowsPerStep = 100;
    const reader = openForReading(file);
    const old = openForReading(file);
    old.exec('BEGIN');
    const atFirst = counts(old);
    let last = atFirst;
    let steps = 0;
    finish(halving(db, { rowsPerStep }), HALVING_NOW, () => {
      const now = counts(reader);
      const deleted = (table: string): number => (last[table] ?? 0) - (now[table] ?? 0);
      expect(deleted('request')).toBeLessThanOrEqual(rowsPerStep);
      // A step deletes the three records of each of its requests, or those of 4,096 ids.
      for (const table of records) expect(deleted(table), table).toBeLessThanOrEqual(4096);
      if (deleted('request') > 0)
        for (const table of records) expect(deleted(table), table).toBeLessThanOrEqual(deleted('request'));
      for (const { table } of Object.values(sharedTables))
        expect(deleted(table), table).toBeLessThanOrEqual(rowsPerStep);
      last = now;
      if (steps++ % 5 === 0) expectNoOrphans(reader);
    });
    expect(steps).toBeGreaterThan(20);
    expectNoUnusedShared(db);
    expect(counts(old)).toEqual(atFirst);
    old.exec('COMMIT');
    expect(counts(old)).toEqual(last);
    reader.close();
    old.close();
  });

  test('broken off at any step, another process finishes it', async () => {
    const { db } = copy();
    for (const steps of [1, 3, 10, 30]) {
      const retention = halving(db, { rowsPerStep: 50 });
      for (let i = 0; i < steps; i++) retention.step(HALVING_NOW);
      expectNoOrphans(db);
    }
    finish(halving(db), HALVING_NOW);
    expect(count(db, `request WHERE ended_ms < ${MIDDLE}`)).toBe(0);
    expectNoOrphans(db);
    expectNoUnusedShared(db);
    const { expired } = db.prepare('SELECT sum(expired) AS expired FROM source').get() as { expired: number };
    expect(db.prepare('SELECT sum(records) FROM retention').pluck().get()).toBe(expired);
  });
});

describe('by size', () => {
  test('deletes the oldest hours until the limit holds, and no more', async () => {
    const { db } = copy();
    const size = bytesUsed(db);
    const limit = Math.round(size * 0.75);
    const retention = new Retention(db, { ...NONE, maxSizeBytes: limit });
    finish(retention, END);
    // A tenth below the limit, and no more than the last hour further.
    expect(bytesUsed(db)).toBeLessThanOrEqual(limit * 0.9);
    expect(bytesUsed(db)).toBeGreaterThan(limit * 0.9 - size / 4);
    const { reason, cutoff } = db
      .prepare('SELECT reason, max(deleted_before_ms) AS cutoff FROM retention')
      .get() as { reason: string; cutoff: number };
    expect(reason).toBe('size');
    expect(cutoff % HOUR).toBe(0);
    expect(db.prepare('SELECT min(ended_ms) FROM request').pluck().get()).toBeGreaterThanOrEqual(cutoff);
    expectNoOrphans(db);
    // Nothing to do now; the same data would fit once more.
    const passes = count(db, 'retention');
    expect(retention.step(END)).toBe(false);
    expect(count(db, 'retention')).toBe(passes);
  });

  test('holds while more is read', async () => {
    const { db } = copy();
    const limit = bytesUsed(db);
    const more = path.join(temporaryFolder(), 'more');
    await generate({
      out: more,
      clients: 8,
      hours: 3,
      noise: 0.3,
      start: new Date(END).toISOString(),
      seed: 9,
    });
    const retention = new Retention(db, { ...NONE, maxSizeBytes: limit });
    finish(retention, END);
    expect(count(db, 'retention')).toBe(0);
    await ingest(db, [more]);
    expect(bytesUsed(db)).toBeGreaterThan(limit);
    finish(retention, END + 3 * HOUR);
    expect(bytesUsed(db)).toBeLessThanOrEqual(limit);
    expect(count(db, `request WHERE ended_ms >= ${END}`)).toBeGreaterThan(0);
    expectNoOrphans(db);
  });

  test('spares the latest hour when the limit is too small', async () => {
    const { db } = copy();
    finish(new Retention(db, { ...NONE, maxSizeBytes: 1 }), END);
    const left = count(db, 'request');
    expect(left).toBeGreaterThan(0);
    expect(count(db, `request WHERE ended_ms < ${END - 2 * HOUR}`)).toBe(0);
    expectNoOrphans(db);
  });
});

test('asks for a new pipeline after records were deleted, and when shared values are about to be', () => {
  const { db } = copy();
  const first = halving(db, { sweepShare: Number.POSITIVE_INFINITY });
  finish(first, HALVING_NOW);
  expect(first.pipelineStale).toBe(true);
  expect(db.prepare('SELECT shared_values FROM retention').pluck().all()).toEqual([null]);
  first.pipelineRemade();
  expect(first.step(HALVING_NOW)).toBe(false);
  expect(first.pipelineStale).toBe(false);
  // No further record goes, but the values that only those had.
  const second = halving(db);
  finish(second, HALVING_NOW);
  expect(db.prepare('SELECT shared_values > 0 FROM retention').pluck().all()).toEqual([1]);
  expect(second.pipelineStale).toBe(true);
  expectNoUnusedShared(db);
});

test('without limits nothing is deleted', async () => {
  const { db } = copy();
  const before = counts(db);
  const retention = new Retention(db, NONE);
  finish(retention, END + 1000 * HOUR);
  expect(counts(db)).toEqual(before);
  expect(retention.pipelineStale).toBe(false);
});

test('sessions go with their requests, and what is said of a reconnect stays right', async () => {
  const { db } = copy();
  const kept = `SELECT * FROM reconnects WHERE first_attempt_ms >= ${MIDDLE} ORDER BY id`;
  const reconnects = db.prepare(kept).all();
  const young = db.prepare(`SELECT * FROM sessions WHERE started_ms >= ${MIDDLE} ORDER BY id`).all();
  const known = count(db, 'session');
  expect(reconnects.length).toBeGreaterThan(0);
  expect(young.length).toBeGreaterThan(0);
  let left = known;
  // While it works no reconnect ever shows other values than before.
  const all = new Map(
    db
      .prepare('SELECT * FROM reconnects')
      .all()
      .map((row) => [(row as { id: number }).id, row]),
  );
  finish(halving(db, { rowsPerStep: 30 }), HALVING_NOW, () => {
    if (count(db, 'session') === left) return;
    left = count(db, 'session');
    for (const row of db.prepare('SELECT * FROM reconnects').all())
      expect(row).toEqual(all.get((row as { id: number }).id));
    expectNoOrphans(db);
  });
  expect(db.prepare(kept).all()).toEqual(reconnects);
  expect(db.prepare(`SELECT * FROM sessions WHERE started_ms >= ${MIDDLE} ORDER BY id`).all()).toEqual(young);
  const gone = known - count(db, 'session');
  expect(gone).toBeGreaterThan(0);
  expect(db.prepare('SELECT sum(sessions) FROM retention').pluck().get()).toBe(gone);
  // What is left and old is what a session that stays came from.
  expect(
    count(
      db,
      `session s WHERE s.ended_ms < ${MIDDLE} AND NOT EXISTS
         (SELECT 1 FROM session n WHERE n.previous_id = s.id AND n.ended_ms >= ${MIDDLE})`,
    ),
  ).toBe(0);
});

test('the lists of tables are those of the migrations', () => {
  const db = memoryDatabase();
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .pluck()
    .all() as string[];
  const references = tables.flatMap((table) =>
    (db.pragma(`foreign_key_list(${table})`) as { table: string; from: string }[]).map(
      ({ from, table: to }) => `${table}.${from} > ${to}`,
    ),
  );
  const shared = [...Object.values(sharedTables).map(({ table }) => table), ...valueTables];
  expect(
    references
      .filter((reference) => shared.some((table: string) => reference.endsWith(` > ${table}`)))
      .sort(),
  ).toEqual(sharedReferences.map(({ table, column, shared }) => `${table}.${column} > ${shared}`).sort());
  expect([...numberedTables].sort()).toEqual(['request', 'session', ...records, ...shared].sort());
});
