import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../support/database.ts';
import { columnsOf, crlf, frontRow, log, row, type Values } from '../../support/logs.ts';
import { type Running, start } from '../process.ts';

// A real server that follows a real log, and a real tail of it.

const LOG = 'HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';

/** Appends a request, again and again in new ones, until the tail shows it: whether it listens already is not known. */
async function untilShown(tail: Running, logs: string, from: number, changes: Values): Promise<void> {
  let n = from;
  const writing = setInterval(() => {
    appendFileSync(path.join(logs, LOG), crlf([row(columnsOf('http_proxy'), frontRow(n++, changes))]));
  }, 200);
  try {
    const name = String(changes['AuthenticatedUser']).replace(/[^\w].*/, '');
    await tail.says(new RegExp(`${name}.*\n`));
  } finally {
    clearInterval(writing);
  }
}

test('tail shows what the server follows, by its filters, and nothing of a log raw', async () => {
  const logs = temporaryFolder();
  writeFiles(logs, { [LOG]: log('http_proxy', [frontRow(1, { AuthenticatedUser: 'backlog' })]) });
  const serve = start([
    'serve',
    '--watch',
    logs,
    '--db',
    path.join(temporaryFolder(), 'x.db'),
    '--port',
    '0',
  ]);
  await serve.says(/serves http:\/\/127\.0\.0\.1:\d+/);
  const url = /http:\S+/.exec(serve.stdout())?.[0] ?? '';
  const all = start(['tail', '--url', url]);
  const failed = start(['tail', '--url', url, '--outcome', 'failed', '--format', 'ndjson']);
  await untilShown(all, logs, 100, { AuthenticatedUser: 'anna' });
  await untilShown(failed, logs, 1000, { AuthenticatedUser: 'wei\u001b[2J\u009b', HttpStatus: 503 });
  await all.says('wei');
  expect(all.stdout()).toMatch(/ failed +wei\\u001b\[2J\\u009b +Execute +503 /);
  expect(all.stdout() + failed.stdout()).not.toMatch(/[\u001b\u009b]/);
  expect(failed.stdout()).not.toContain('anna');
  expect(JSON.parse(failed.stdout().split('\n')[0] ?? '')).toMatchObject({
    user: 'wei\u001b[2J\u009b',
    outcome: 'failed',
    http_status: 503,
  });
  if (process.platform === 'win32') return;
  // A server that is told to stop does not wait for those who listen.
  expect(await serve.stop()).toBe(0);
  await all.says('connection lost', 'stderr');
  expect([await all.stop(), await failed.stop()]).toEqual([0, 0]);
});
