import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SQL_LIMITS, type SqlLimits, SqlQueue } from '../../src/sql-sandbox/sql-queue.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { temporaryFolder } from '../support/database.ts';

const ENDLESS = 'WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s';

function queueWith(limits: Partial<SqlLimits> = {}) {
  const file = path.join(temporaryFolder(), 'x.db');
  openForWriting(file).close();
  const queue = new SqlQueue(file, { ...SQL_LIMITS, ...limits });
  onTestFinished(() => queue.close());
  const run = async (caller: string, sql: string, timeoutMs = 30_000, signal?: AbortSignal) => {
    let text = '';
    const sink = {
      columns: () => undefined,
      rows: (part: string) => {
        text += part;
      },
    };
    const options = { maxRows: 10, timeoutMs, ...(signal === undefined ? {} : { signal }) };
    await queue.run(caller, sql, 'arrays', options, sink);
    return text;
  };
  return { queue, run };
}

test('a caller with many slow queries leaves room for another one', async () => {
  const { queue, run } = queueWith();
  const slow = Array.from({ length: 10 }, () => run('a', ENDLESS).catch((error: Error) => error));
  await vi.waitFor(() => expect(queue.counts).toEqual({ running: 3, waiting: 7 }));
  expect(await run('b', 'SELECT 1')).toBe('[1]');
  expect(queue.counts).toEqual({ running: 3, waiting: 7 });
  queue.close();
  for (const error of await Promise.all(slow)) expect(error).toMatchObject({ code: 'sql_cancelled' });
  expect(queue.counts).toEqual({ running: 0, waiting: 0 });
});

test('what waits has its turn in order, and its deadline counts from then', async () => {
  const { run } = queueWith({ running: 1, runningEach: 1 });
  const order: string[] = [];
  const first = run('a', ENDLESS, 1500).catch(({ code }) => order.push(code));
  const others = [1, 2, 3].map((n) => run('a', `SELECT ${n}`, 20_000).then((text) => order.push(text)));
  await Promise.all([first, ...others]);
  expect(order).toEqual(['sql_timeout', '[1]', '[2]', '[3]']);
});

test('what is too much is refused at once, what waits too long after a while', async () => {
  const { run } = queueWith({ running: 1, runningEach: 1, waiting: 2, waitingEach: 1, waitMs: 500 });
  const running = run('a', ENDLESS, 3000);
  const waiting = run('a', 'SELECT 1');
  await expect(run('a', 'SELECT 1')).rejects.toMatchObject({ code: 'sql_busy', message: /too many/ });
  const other = run('b', 'SELECT 1');
  await expect(run('c', 'SELECT 1')).rejects.toMatchObject({ code: 'sql_busy' });
  await expect(waiting).rejects.toMatchObject({ code: 'sql_busy', message: /no turn within 500 ms/ });
  await expect(other).rejects.toMatchObject({ code: 'sql_busy' });
  await expect(running).rejects.toMatchObject({ code: 'sql_timeout' });
});

test('who goes away while waiting is forgotten', async () => {
  const { queue, run } = queueWith({ running: 1, runningEach: 1 });
  const running = run('a', ENDLESS, 2000).catch(({ code }) => code);
  const gone = new AbortController();
  const waiting = run('a', 'SELECT 1', 1000, gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'sql_cancelled' });
  expect(queue.counts).toEqual({ running: 1, waiting: 0 });
  expect(await running).toBe('sql_timeout');
});

test('a thousand at once are a few processes, and all come to an end', async () => {
  const { queue, run } = queueWith({ waitMs: 40_000 });
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, queue.counts.running);
  }, 5);
  const codes = await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      run(`caller ${i % 20}`, i % 2 === 0 ? ENDLESS : 'SELECT 1', i % 2 === 0 ? 300 : 20_000).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      ),
    ),
  );
  clearInterval(look);
  expect(most).toBeLessThanOrEqual(SQL_LIMITS.running);
  expect(new Set(codes)).toEqual(new Set(['done', 'sql_timeout', 'sql_busy']));
  expect(codes.filter((code) => code === 'sql_busy').length).toBeGreaterThanOrEqual(1000 - 4 - 64);
  expect(queue.counts).toEqual({ running: 0, waiting: 0 });
});
