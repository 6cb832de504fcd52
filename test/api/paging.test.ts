import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { Reader } from '../../src/store/sqlite/reader.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row, type Values } from '../support/logs.ts';
import { appOf } from './support/app.ts';

// Pages are read while a writer stores more: no row comes twice, and none of those that were there at the start is missing.

const START = Date.UTC(2026, 2, 4, 9);
const at = (second: number): string => new Date(START + second * 1000).toISOString();
const FILE = 'HttpProxy_2026030409-1.LOG';

/** A request of a session of its own that took the place of the one before: every list gets a row of it. */
function request(n: number, second: number): Values[] {
  const context = `AAAAAAAA-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const of = (sequence: number, type: string) =>
    `R:{${context}}:${sequence};RT:${type};CI:{BBBBBBBB-0000-4000-8000-000000000001}:7;CID:{BBBBBBBB-0000-4000-8000-000000000001}`;
  return [
    frontRow(n * 3, { DateTime: at(second), ClientRequestId: of(1, 'Connect') }),
    frontRow(n * 3 + 1, { DateTime: at(second), ClientRequestId: of(2, 'Execute') }),
    frontRow(n * 3 + 2, {
      DateTime: at(second),
      ClientRequestId: of(3, 'Execute'),
      HttpStatus: 503,
      ErrorCode: 'x',
    }),
  ];
}

const many = (count: number, of: (n: number) => Values[]): Values[] =>
  Array.from({ length: count }, (_, i) => of(i + 1)).flat();

async function growing() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'x.db');
  const db = openForWriting(file);
  const logs = path.join(folder, 'logs');
  const rows: Values[] = [];
  const write = async (...more: Values[]): Promise<void> => {
    rows.push(...more);
    const lines = crlf(rows.map((values) => row(columnsOf('http_proxy'), values)));
    writeFiles(logs, { [FILE]: log('http_proxy', []) + lines });
    await ingest(db, [logs]);
  };
  const reading = openForReading(file);
  const { get } = await appOf(db, { reader: new Reader(reading) });
  return { db, write, get };
}

describe.each(['requests', 'sessions', 'failures', 'reconnects', 'reconnects?sort=slowest'])('%s', (list) => {
  const [name = '', query = ''] = list.split('?');

  test('do not move while new and late rows come', async () => {
    const { db, write, get } = await growing();
    // Several of the same time, so that pages end among equals.
    await write(...many(20, (n) => request(n, 60 * Math.ceil(n / 3))));
    const atStart = db.prepare(`SELECT id FROM ${name}`).pluck().all() as number[];
    expect(atStart.length).toBeGreaterThanOrEqual(19);
    const seen: number[] = [];
    let next: string | null = null;
    let pages = 0;
    do {
      const cursor: string = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
      const answer = await get(`/api/v1/${name}?limit=4${cursor}&${query}`);
      expect(answer.statusCode, answer.body).toBe(200);
      const body = answer.json();
      seen.push(...body[name].map(({ id }: { id: number }) => id));
      next = body.next_cursor;
      pages++;
      // One that is newer than all, and one of a time that was passed or is still to come.
      await write(
        ...request(1000 + pages, 7200 + pages),
        ...request(2000 + pages, pages % 2 === 0 ? 61 : 361),
      );
    } while (next !== null);
    expect(pages).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => atStart.includes(id)).toSorted((a, b) => a - b)).toEqual(
      atStart.toSorted((a, b) => a - b),
    );
  });
});

test('a relative time means on all pages what it meant on the first', async () => {
  const { write, get } = await growing();
  await write(...many(6, (n) => request(n, n)));
  const first = (await get('/api/v1/sessions?since=latest-3s&limit=2')).json();
  // Now the latest is an hour later.
  await write(...request(100, 3600));
  const second = (await get(`/api/v1/sessions?since=latest-3s&limit=2&cursor=${first.next_cursor}`)).json();
  expect(second.range.since_ms).toBe(first.range.since_ms);
  expect(second.sessions).toHaveLength(2);
});

test('what is no cursor is refused', async () => {
  const { get } = await growing();
  for (const cursor of ['x', '1', '1~2', '1~2~3', "1~2~3~4'", '1~-2~~', '1e3~2~~', 'Infinity~1~~']) {
    const answer = await get(`/api/v1/requests?cursor=${encodeURIComponent(cursor)}`);
    expect([answer.statusCode, answer.json().code], cursor).toEqual([400, 'bad_request']);
  }
});
