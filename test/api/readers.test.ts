import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { memoryDatabase } from '../support/database.ts';
import { appOf } from './support/app.ts';

/** A database in which every request is found, but only after an endless search. */
function endless() {
  const db = memoryDatabase();
  db.exec(`
    DROP VIEW codes;
    CREATE VIEW codes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT 'x' AS layer, 'x' AS code, i AS number, NULL AS hex FROM n WHERE i < 0;
  `);
  return db;
}

test('a question that takes too long is given up at its deadline; the others are answered meanwhile', async () => {
  const { get } = await appOf(endless(), { readerOptions: { processes: 2, timeoutMs: 8000 } });
  // Both processes are up.
  await Promise.all([get('/api/v1/sources'), get('/api/v1/rejected')]);
  const started = performance.now();
  const slow = get('/api/v1/codes');
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = performance.now();
    expect((await get('/api/v1/sources')).statusCode).toBe(200);
    expect((await get('/healthz')).statusCode).toBe(200);
    waits.push(performance.now() - before);
  }
  const answer = await slow;
  const elapsed = performance.now() - started;
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'too_slow']);
  expect(answer.json().detail).toContain('8000 ms');
  expect(elapsed).toBeGreaterThan(7900);
  expect(Math.min(...waits)).toBeLessThan(1000);
  // The process that was killed is replaced: as many questions as before can be asked at once.
  const again = await Promise.all([get('/api/v1/sources'), get('/api/v1/rejected')]);
  expect(again.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
});

test('more questions than may wait are refused at once', async () => {
  const { get } = await appOf(endless(), { readerOptions: { processes: 1, queue: 2, timeoutMs: 4000 } });
  const answers = await Promise.all(Array.from({ length: 6 }, () => get('/api/v1/codes')));
  const codes = answers.map((answer) => answer.json().code);
  expect(codes.filter((code) => code === 'overloaded')).toHaveLength(3);
  expect(codes.filter((code) => code === 'too_slow')).toHaveLength(3);
  expect(answers.every(({ statusCode }) => statusCode === 503)).toBe(true);
});

test('a database that can not be read is a fault, not an empty list', async () => {
  const db = memoryDatabase();
  db.exec('DROP VIEW rejected_lines');
  const { get } = await appOf(db);
  const answer = await get('/api/v1/rejected');
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal']);
  expect(answer.body).not.toContain('rejected_lines');
});

test('the end of the server does not wait for a question', async () => {
  const { app, get } = await appOf(endless());
  const slow = get('/api/v1/codes').catch(() => null);
  await sleep(500);
  const started = performance.now();
  await app.close();
  expect(performance.now() - started).toBeLessThan(5_000);
  await slow;
});

test('figures may be a moment old, lists never are', async () => {
  const { get, file } = await appOf(memoryDatabase(), { readerOptions: { freshMs: 2_000 } });
  const sources = async (): Promise<number[]> => [
    (await get('/api/v1/status')).json().totals.sources,
    (await get('/api/v1/sources')).json().sources.length,
  ];
  expect(await sources()).toEqual([0, 0]);
  const db = openForWriting(file);
  db.exec("INSERT INTO source (fingerprint, path, kind) VALUES ('x', 'x', 'http_proxy')");
  db.close();
  expect(await sources()).toEqual([0, 1]);
  await vi.waitFor(async () => expect(await sources()).toEqual([1, 1]), { timeout: 10_000, interval: 200 });
});
