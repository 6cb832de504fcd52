import { appendFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { ingested } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';

const FRONT = 'HttpProxy_2026030409-1.LOG';
const front = columnsOf('http_proxy');

test('a finished log is not opened again, a changed one is', async () => {
  const { db, folder } = await ingested({ [FRONT]: log('http_proxy', [frontRow(1)]) });
  const file = path.join(folder, FRONT);
  expect(await ingest(db, [folder])).toMatchObject({ files: 1, records: 0, bytes: 0 });
  const { atime, mtime } = statSync(file);
  appendFileSync(file, crlf([row(front, frontRow(2))]));
  // The same time with another size, as a stale folder entry may show it.
  utimesSync(file, atime, mtime);
  expect(await ingest(db, [folder])).toMatchObject({ files: 1, records: 1 });
});
