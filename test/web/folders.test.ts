import { expect, it } from 'vitest';
import type { Source } from '../../web/src/api/types.ts';
import { foldersOf } from '../../web/src/pages/sources/folders.ts';

const source = (path: string, more: Partial<Source> = {}): Source => ({
  id: 1,
  path,
  kind: 'http_proxy',
  server: 'EXCH01',
  size: 100,
  offset: 100,
  behind_bytes: 0,
  records: 10,
  expired: 0,
  rejected: 1,
  warnings: 0,
  first_at: null,
  last_at: null,
  state: 'complete',
  last_error: null,
  ...more,
});

it('logs of one kind and server in one folder are counted together, the latest folder first', () => {
  const folders = foldersOf([
    source('C:\\Logging\\HttpProxy\\Mapi\\a.LOG', { last_at: '2026-03-04T09:00:00.000Z', behind_bytes: 5 }),
    source('C:\\Logging\\HttpProxy\\Mapi\\b.LOG', { last_at: '2026-03-04T08:00:00.000Z', state: 'failed' }),
    source('C:\\Logging\\HttpProxy\\Mapi\\c.LOG', { server: 'EXCH02', behind_bytes: null }),
    source('/srv/logs/a.LOG', { last_at: '2026-03-04T10:00:00.000Z' }),
  ]);
  expect(folders).toMatchObject([
    { folder: '/srv/logs', logs: 1, records: 10 },
    {
      folder: 'C:\\Logging\\HttpProxy\\Mapi',
      server: 'EXCH01',
      logs: 2,
      records: 20,
      rejected: 2,
      behindBytes: 5,
      failed: 1,
      lastAt: '2026-03-04T09:00:00.000Z',
    },
    { server: 'EXCH02', behindBytes: 0, lastAt: null },
  ]);
});
