import { appendFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Ingest } from '../../src/ingest/ingest.ts';
import { RollUpThread } from '../../src/ingest/roll-up-thread.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { RollUp } from '../../src/store/sqlite/figures/roll-up.ts';
import { blockProblems } from '../store/figures/block-checks.ts';
import { count } from '../store/retention-checks.ts';
import { temporaryFolder } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';

const AT = (minute: number) => `2026-03-04T09:${minute}:00.000Z`;

/** A database in a file with requests of three times ten minutes, and the thread beside it. */
async function started() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'HttpProxy_1.LOG');
  const db = openForWriting(path.join(folder, 'm.db'));
  const errors: unknown[] = [];
  const thread = new RollUpThread(db.name, new RollUp(db), (error) => errors.push(error));
  const reader = new Ingest(db);
  onTestFinished(async () => {
    await thread.close();
    await reader.close();
    db.close();
  });
  appendFileSync(
    file,
    log(
      'http_proxy',
      [10, 20, 30].map((minute, n) => frontRow(n + 1, { DateTime: AT(minute) })),
    ),
  );
  const read = () => reader.read([file]);
  await read();
  const more = async (n: number, minute: number): Promise<void> => {
    appendFileSync(file, crlf([row(columnsOf('http_proxy'), frontRow(n, { DateTime: AT(minute) }))]));
    await read();
  };
  /** Turns until there is nothing more to do. */
  const turn = async (nowMs: number): Promise<void> => {
    while (thread.turn(nowMs) || count(db, 'fact_dirty') > 0) await sleep(5);
  };
  return { db, folder, thread, errors, more, turn };
}

const LATER = 60_000;

test('facts are made beside the writing, of what has been quiet for two seconds', async () => {
  const { db, turn, thread, errors } = await started();
  expect(thread.turn(Date.now())).toBe(false);
  await turn(Date.now() + LATER);
  expect(count(db, 'fact_block')).toBe(3);
  expect(count(db, 'fact_dirty')).toBe(0);
  expect(blockProblems(db)).toEqual([]);
  expect(errors).toEqual([]);
});

test('what changes while its facts are made is made again', async () => {
  const { db, turn, thread, more } = await started();
  expect(thread.turn(Date.now() + LATER)).toBe(true);
  await sleep(5);
  await more(4, 20);
  // The answer, of all three as they were before.
  while (count(db, 'fact_block') === 0) {
    thread.turn(0);
    await sleep(5);
  }
  expect(db.prepare('SELECT rows FROM fact_block').pluck().all()).toEqual([1, 1]);
  expect(count(db, 'fact_dirty')).toBe(1);
  await turn(Date.now() + LATER);
  expect(db.prepare('SELECT rows FROM fact_block ORDER BY id').pluck().all()).toEqual([1, 2, 1]);
  expect(blockProblems(db)).toEqual([]);
});

test('a thread that can not read the database is said, and another one tried after a moment', async () => {
  const { db, folder, turn, thread, errors } = await started();
  const name = path.join(folder, 'm.db');
  renameSync(name, `${name}.away`);
  const now = Date.now() + LATER;
  expect(thread.turn(now)).toBe(true);
  await expect.poll(() => errors.length, { timeout: 20_000 }).toBe(1);
  expect(String(errors[0])).toContain('there is no database');
  expect(thread.turn(Date.now())).toBe(false);
  renameSync(`${name}.away`, name);
  await turn(now);
  expect(count(db, 'fact_block')).toBe(3);
  expect(errors).toHaveLength(1);
});
