import { expect, test, vi } from 'vitest';
import { sqlServer } from './support/sql-server.ts';

const WAIT = { timeout: 60_000, interval: 20 };
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';

test('the queries of users are in /metrics: those that run, those that wait and how the others ended', async () => {
  const { url, post } = await sqlServer();
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? Number.NaN);
  };
  const ended = (outcome: string) => metric(`mapiscope_sql_queries_total{outcome="${outcome}"}`);
  expect(await metric('mapiscope_readers_questions{state="waiting"}')).toBe(0);
  expect(await metric('mapiscope_sql_queries{state="running"}')).toBe(0);
  // One caller has three turns at a time: two of the five have to wait.
  const leave = new AbortController();
  const answers = Array.from({ length: 5 }, () =>
    post('/api/v1/sql', { sql: ENDLESS, timeout_ms: 60_000 }, leave.signal).catch(() => null),
  );
  await vi.waitFor(async () => {
    expect(await metric('mapiscope_sql_queries{state="running"}')).toBe(3);
    expect(await metric('mapiscope_sql_queries{state="waiting"}')).toBe(2);
  }, WAIT);
  leave.abort();
  await Promise.all(answers);
  await vi.waitFor(async () => expect(await ended('sql_cancelled')).toBe(5), WAIT);
  expect(await metric('mapiscope_sql_queries{state="running"}')).toBe(0);
  await post('/api/v1/sql', { sql: ENDLESS, timeout_ms: 100 });
  await post('/api/v1/sql', { sql: 'SELECT 1' });
  await post('/api/v1/sql', { sql: 'DROP TABLE x' });
  expect([await ended('sql_timeout'), await ended('done'), await ended('sql_refused')]).toEqual([1, 1, 1]);
});
