import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HttpProxyEncoder } from '../../src/ingest/encode/http-proxy.ts';
import { SharedValues } from '../../src/ingest/encode/shared-values.ts';
import type { Value } from '../../src/ingest/encode/values.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { Row } from '../../src/ingest/row.ts';
import { memoryDatabase, temporaryFolder, writeFiles } from '../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, row, type Values } from '../support/logs.ts';

const none = { dictionary: 0, clientContext: 0, httpProxyShared: 0, mapiHttpShared: 0 };

test('a value is given an id once, and forgotten values another one', () => {
  const values = new SharedValues({ ...none, dictionary: 7 }, 2);
  const id = (key: string): number => values.id('dictionary', key, () => [key]);
  expect([id('a'), id('b'), id('a')]).toEqual([8, 9, 8]);
  expect(values.takeNew()).toEqual({ dictionary: [8, 'a', 9, 'b'] });
  expect([values.generation, id('c'), id('a'), values.generation]).toEqual([0, 10, 11, 1]);
  expect(values.takeNew()).toEqual({ dictionary: [10, 'c', 11, 'a'] });
});

test('what an encoder remembers of its own is forgotten with them', () => {
  // A flood of clients fills the memory; the one that comes again must be stored again, or nobody would know its id.
  const shared = new SharedValues(none, 3);
  const encoder = new HttpProxyEncoder({ shared, noise: () => null });
  const columns = columnsOf('http_proxy');
  encoder.bind((column) => columns.indexOf(column));
  const sharedIdOf = (user: string): Value | undefined => {
    const line = new Row();
    line.split(row(columns, frontRow(1, { AuthenticatedUser: user })));
    const out: Value[] = [];
    encoder.encode(line, 0, 0, out, []);
    return out[1];
  };
  const first = sharedIdOf('a');
  expect(sharedIdOf('a')).toBe(first);
  for (const user of ['b', 'c', 'd']) sharedIdOf(user);
  shared.takeNew();
  const again = sharedIdOf('a');
  expect(again).not.toBe(first);
  expect(shared.takeNew().httpProxyShared?.[0]).toBe(again);
});

test('a log that grows makes no new rows of the values that its records share', async () => {
  const db = memoryDatabase();
  const folder = temporaryFolder();
  const logs = [
    { family: 'http_proxy', name: 'HttpProxy_2026030409-1.LOG', row: frontRow },
    { family: 'mapi_http', name: 'MapiHttp_2026030409-1.LOG', row: backRow },
  ] as const;
  writeFiles(folder, Object.fromEntries(logs.map(({ family, name, row }) => [name, log(family, [row(1)])])));
  const reader = new Ingest(db);
  onTestFinished(() => reader.close());
  await reader.read([folder]);
  for (let n = 2; n < 6; n++) {
    for (const { family, name, row: values } of logs) append(path.join(folder, name), family, values(n));
    await reader.read([folder]);
  }
  const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([count('http_proxy_record'), count('mapi_http_record')]).toEqual([5, 5]);
  expect([count('http_proxy_shared'), count('mapi_http_shared'), count('client_context')]).toEqual([1, 1, 1]);
});

const append = (file: string, family: 'http_proxy' | 'mapi_http', values: Values): void =>
  appendFileSync(file, crlf([row(columnsOf(family), values)]));
