import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { sqlServer } from './support/sql-server.ts';

test('a query whose process ends is a problem, and the next one is answered', async () => {
  const children: ChildProcess[] = [];
  const started = (message: unknown): void => {
    children.push((message as { process: ChildProcess }).process);
  };
  subscribe('child_process', started);
  onTestFinished(() => {
    unsubscribe('child_process', started);
  });
  const { post } = await sqlServer();
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
  const answer = post('/api/v1/sql', { sql: endless });
  await sleep(2_000);
  for (const child of children) child.kill('SIGKILL');
  const died = await answer;
  expect([died.status, ((await died.json()) as { code: string }).code]).toEqual([500, 'sql_died']);
  expect((await post('/api/v1/sql', { sql: 'SELECT 1' })).status).toBe(200);
});

test('there is a limit to saved queries', async () => {
  const { url, queriesFile } = await sqlServer();
  const queries = Array.from({ length: 1000 }, (_, i) => ({
    id: `q${i}`,
    title: `Question ${i}?`,
    description: null,
    sql: 'SELECT 1',
    chart: null,
  }));
  mkdirSync(path.dirname(queriesFile), { recursive: true });
  writeFileSync(queriesFile, JSON.stringify({ queries }));
  const save = (id: string) =>
    fetch(`${url}/api/v1/sql/queries/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'One more?', description: null, sql: 'SELECT 2', chart: null }),
    });
  const answer = await save('one-more');
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    409,
    'too_many_queries',
  ]);
  expect((await save('q7')).status).toBe(200);
});
