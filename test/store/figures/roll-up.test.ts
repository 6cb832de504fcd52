import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Ingest, ingest } from '../../../src/ingest/ingest.ts';
import { figuresOf } from '../../../src/store/sqlite/figures/figures.ts';
import { RollUp } from '../../../src/store/sqlite/figures/roll-up.ts';
import { Retention } from '../../../src/store/sqlite/retention.ts';
import { memoryDatabase, temporaryFolder } from '../../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, row } from '../../support/logs.ts';
import { count, expectNoOrphans, expectNoUnusedShared, finish } from '../retention-checks.ts';
import { blockProblems } from './block-checks.ts';

const HOUR = 3_600_000;
const DAY = { sinceMs: Date.UTC(2026, 2, 4), untilMs: Date.UTC(2026, 2, 5), includeNoise: false };
const HOURS = { startMs: DAY.sinceMs, bucketMs: HOUR, count: 24 };

test('a request that turns out to have ended in the next ten minutes is counted there, and only there', async () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  const write = (name: string, text: string): void => appendFileSync(path.join(folder, name), text);
  write('MapiHttp_1.LOG', log('mapi_http', [backRow(1, { DateTime: '2026-03-04T09:19:59.990Z' })]));
  await ingest(db, [folder]);
  expect(db.prepare('SELECT rows FROM fact_block').pluck().all()).toEqual([1]);
  write('HttpProxy_1.LOG', log('http_proxy', [frontRow(1, { DateTime: '2026-03-04T09:20:00.010Z' })]));
  await ingest(db, [folder]);
  expect(count(db, 'request')).toBe(1);
  expect(blockProblems(db)).toEqual([]);
  expect(figuresOf(db).overview(DAY, HOURS).totals.requests).toBe(1);
});

test('what is written now is left alone until it is quiet', async () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  appendFileSync(path.join(folder, 'HttpProxy_1.LOG'), log('http_proxy', [frontRow(1), frontRow(2)]));
  const reader = new Ingest(db);
  await reader.read([folder]);
  await reader.close();
  expect(count(db, 'fact_dirty')).toBe(1);
  const rollUp = new RollUp(db);
  const touchedMs = db.prepare('SELECT touched_ms FROM fact_dirty').pluck().get() as number;
  expect(rollUp.step(touchedMs - 1)).toBe(false);
  expect(count(db, 'fact_block')).toBe(0);
  expect(figuresOf(db).overview(DAY, HOURS).totals.requests).toBe(2);
  expect(rollUp.step(touchedMs)).toBe(true);
  expect(rollUp.step(touchedMs)).toBe(false);
  expect(count(db, 'fact_dirty')).toBe(0);
  expect(figuresOf(db).overview(DAY, HOURS).totals.requests).toBe(2);
});

test('of busy ten minutes only the seconds that have changed are read from the requests', async () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  const file = path.join(folder, 'HttpProxy_1.LOG');
  const at = (n: number, time: string, user: string) =>
    frontRow(n, { DateTime: `2026-03-04T09:${time}Z`, AuthenticatedUser: `CONTOSO\\${user}` });
  const more = (...rows: ReturnType<typeof at>[]): void =>
    appendFileSync(file, crlf(rows.map((values) => row(columnsOf('http_proxy'), values))));
  const reader = new Ingest(db);
  const rollUp = new RollUp(db);
  const counts = () => {
    const { totals, series } = figuresOf(db).overview(DAY, HOURS);
    return [totals.requests, totals.users, series.requests[9]];
  };
  appendFileSync(file, log('http_proxy', [at(1, '10:00.000', 'anna'), at(2, '10:30.000', 'ben')]));
  await reader.read([folder]);
  rollUp.finish();
  // One more in the seconds of the first, one between the two, and one in another ten seconds that are still changing.
  more(at(3, '10:00.001', 'cleo'), at(4, '10:15.000', 'dan'));
  await reader.read([folder]);
  db.exec('UPDATE fact_dirty SET touched_ms = 0');
  more(at(5, '10:45.000', 'eve'));
  await reader.read([folder]);
  expect(db.prepare('SELECT count(*), sum(touched_ms = 0) FROM fact_dirty').raw().get()).toEqual([3, 2]);
  expect(counts()).toEqual([5, 5, 5]);
  // Ben's ten seconds have not changed: what the table says of them now nobody looks at.
  const moveBen = (ms: number): void => {
    db.prepare(
      "UPDATE request SET ended_ms = ended_ms + ? WHERE id = (SELECT id FROM requests WHERE user LIKE '%ben')",
    ).run(ms);
  };
  moveBen(86_400_000);
  expect(counts()).toEqual([5, 5, 5]);
  moveBen(-86_400_000);
  expect(rollUp.step(1)).toBe(true);
  expect(rollUp.step(1)).toBe(false);
  expect(db.prepare('SELECT rows FROM fact_block').pluck().all()).toEqual([4]);
  expect(count(db, 'fact_dirty')).toBe(1);
  expect(blockProblems(db)).toEqual([]);
  expect(counts()).toEqual([5, 5, 5]);
  rollUp.finish();
  expect(blockProblems(db)).toEqual([]);
  expect(counts()).toEqual([5, 5, 5]);
  await reader.close();
});

test('values that come again while unused ones are swept are not swept with them', async () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  const at = (hour: string, n: number): string =>
    log('http_proxy', [frontRow(n, { DateTime: `2026-03-04T${hour}:30:00.000Z` })]);
  appendFileSync(path.join(folder, 'HttpProxy_1.LOG'), at('06', 1));
  await ingest(db, [folder]);
  const series = db.prepare('SELECT id FROM series').pluck().all();
  const now = Date.UTC(2026, 2, 4, 10);
  const retention = new Retention(db, { maxAgeMs: 2 * HOUR, maxSizeBytes: null, sweepShare: 0 });
  while (count(db, "last_id WHERE name LIKE 'swept %'") === 0) expect(retention.step(now)).toBe(true);
  expect(count(db, 'request')).toBe(0);
  // The same user, from the same place to the same mailbox.
  appendFileSync(path.join(folder, 'HttpProxy_2.LOG'), at('09', 2));
  await ingest(db, [folder]);
  finish(retention, now);
  expectNoOrphans(db);
  expectNoUnusedShared(db);
  expect(count(db, 'request')).toBe(1);
  const left = db.prepare('SELECT id FROM series').pluck().all();
  expect(left).toHaveLength(1);
  expect(left).not.toEqual(series);
  expect(figuresOf(db).overview(DAY, HOURS).totals).toMatchObject({ requests: 1, users: 1 });
});

test('figures of what was deleted are gone with it', async () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  const rows = ['06', '07', '08', '09'].map((hour, n) =>
    frontRow(n + 1, { DateTime: `2026-03-04T${hour}:30:00.000Z` }),
  );
  appendFileSync(path.join(folder, 'HttpProxy_1.LOG'), log('http_proxy', rows));
  await ingest(db, [folder]);
  expect(figuresOf(db).overview(DAY, HOURS).series.requests.slice(6, 10)).toEqual([1, 1, 1, 1]);
  finish(new Retention(db, { maxAgeMs: 2 * HOUR, maxSizeBytes: null }), Date.UTC(2026, 2, 4, 10));
  expect(figuresOf(db).overview(DAY, HOURS).series.requests.slice(6, 10)).toEqual([0, 0, 1, 1]);
  expect(count(db, 'fact_block')).toBe(4);
  new RollUp(db).finish();
  expect(count(db, 'fact_block')).toBe(2);
  expect(blockProblems(db)).toEqual([]);
});
