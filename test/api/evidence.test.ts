import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeZip } from '../input/make-zip.ts';
import { ingested } from '../support/database.ts';
import { backRow, columnsOf, frontRow, log, row } from '../support/logs.ts';
import { appOf } from './support/app.ts';

const FRONT = 'HttpProxy_2026030409-1.LOG';
const BACK = 'MapiHttp_2026030409-1.LOG';
const fronts = [1, 2, 3, 4, 5].map((n) => frontRow(n));
const frontLog = log('http_proxy', fronts);
const backLog = log('mapi_http', [backRow(3)]);
const lineOf = (n: number): string => row(columnsOf('http_proxy'), frontRow(n));

async function evidenceOf(files: Record<string, string | Buffer>, change = (_: string) => {}, query = '') {
  const { db, folder, all } = await ingested(files);
  const { app } = await appOf(db);
  const [{ id }] = all<{ id: number }>('SELECT id FROM requests WHERE sequence = 3') as [{ id: number }];
  change(folder);
  const url = `/api/v1/requests/${id}${query}`;
  const answer = await app.inject({ url, headers: { host: 'localhost' } });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

test('a request comes with both raw lines, read again, in their context', async () => {
  const { request, failure, evidence } = await evidenceOf({ [FRONT]: frontLog, [BACK]: backLog });
  expect(request.sequence).toBe(3);
  expect(failure).toBeNull();
  const [front, back] = evidence;
  expect(front.log).toBe('http_proxy');
  expect(front.line).toBe(lineOf(3));
  expect(front.before.map(({ text }: { text: string }) => text)).toEqual([
    expect.stringMatching(/^#Fields: /),
    lineOf(1),
    lineOf(2),
  ]);
  expect(front.after.map(({ text }: { text: string }) => text)).toEqual([lineOf(4), lineOf(5)]);
  // The offsets lead to the lines.
  for (const { byte_offset: at, text } of [...front.before, ...front.after])
    expect(frontLog.slice(at, at + text.length)).toBe(text);
  expect(front.columns.map(({ name }: { name: string }) => name)).toEqual(columnsOf('http_proxy'));
  const cellOf = (name: string) =>
    front.columns.find((column: { name: string }) => column.name === name)?.value;
  expect([cellOf('HttpStatus'), cellOf('UrlHost'), cellOf('ErrorCode')]).toEqual([
    200,
    'mail.contoso.com',
    null,
  ]);
  expect(back).toMatchObject({
    log: 'mapi_http',
    line: row(columnsOf('mapi_http'), backRow(3)),
    line_error: null,
  });
});

test.each([
  ['a .gz', { [`${FRONT}.gz`]: gzipSync(frontLog) }],
  ['a .zip', { 'logs.zip': makeZip([{ name: `a/${FRONT}`, data: Buffer.from(frontLog) }]) }],
])('the raw line is read again from %s', async (_, files) => {
  const { evidence } = await evidenceOf(files, undefined, '?context=1');
  expect(evidence[0]).toMatchObject({
    line: lineOf(3),
    before: [{ text: lineOf(2) }],
    after: [{ text: lineOf(4) }],
  });
});

test.each([
  ['is gone', (folder: string) => rmSync(path.join(folder, FRONT)), 'No such file'],
  [
    'was moved away',
    (folder: string) => renameSync(path.join(folder, FRONT), path.join(folder, 'x.LOG')),
    'No such file',
  ],
  ['is shorter', (folder: string) => writeFileSync(path.join(folder, FRONT), 'x'), 'shorter'],
  [
    'is another one',
    (folder: string) =>
      writeFileSync(
        path.join(folder, FRONT),
        log(
          'http_proxy',
          [9, 8, 7, 6, 5].map((n) => frontRow(n)),
        ),
      ),
    'another one',
  ],
  [
    'is something else',
    (folder: string) => writeFileSync(path.join(folder, FRONT), 'x'.repeat(20_000)),
    'another one',
  ],
])('says why there is no raw line when the log %s', async (_, change, reason) => {
  const { evidence } = await evidenceOf({ [FRONT]: frontLog }, change);
  expect(evidence[0]).toMatchObject({
    line: null,
    line_error: expect.stringContaining(reason),
    before: [],
    after: [],
  });
  expect(evidence[0].columns.length).toBe(columnsOf('http_proxy').length);
});
