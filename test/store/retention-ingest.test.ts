import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Ingest, ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import { numberedTables } from '../../src/store/sqlite/retention/tables.ts';
import { Retention } from '../../src/store/sqlite/retention.ts';
import { memoryDatabase, temporaryFolder, writeFiles } from '../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, row, type Values } from '../support/logs.ts';
import { count, expectNoOrphans, expectNoUnusedShared, finish } from './retention-checks.ts';

const HOUR = 3_600_000;
const at = (time: string): number => Date.parse(`2026-03-04T${time}Z`);
const columns = columnsOf('http_proxy');
const front = (n: number, time: string, changes: Values = {}): Values =>
  frontRow(n, { DateTime: `2026-03-04T${time}Z`, GenericInfo: `Number=${n};`, ...changes });
const back = (n: number, time: string, changes: Values = {}): Values =>
  backRow(n, { DateTime: `2026-03-04T${time}Z`, ...changes });

/** Retention that deletes what is older than an hour, to be run at `cutoff + HOUR`. */
const hourly = (db: Connection): Retention =>
  new Retention(db, { maxAgeMs: HOUR, maxSizeBytes: null, sweepShare: 0 });
const expire = (db: Connection, cutoffMs: number): Retention => {
  const retention = hourly(db);
  finish(retention, cutoffMs + HOUR);
  return retention;
};
const sequences = (db: Connection): unknown[] =>
  db.prepare('SELECT sequence FROM requests ORDER BY sequence').pluck().all();

describe('reading goes on after data was deleted', () => {
  test('a log of which everything was deleted is not read again, and read on when it grows', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'HttpProxy_2026030409-1.LOG');
    writeFiles(folder, {
      [path.basename(file)]: log('http_proxy', [front(1, '09:00:00.000'), front(2, '09:01:00.000')]),
    });
    const db = memoryDatabase();
    let reader = new Ingest(db);
    onTestFinished(() => reader.close());
    expect((await reader.read([folder])).records).toBe(2);

    const retention = expire(db, at('12:00:00.000'));
    expect(retention.pipelineStale).toBe(true);
    await reader.close();
    reader = new Ingest(db);
    retention.pipelineRemade();
    expect(retention.pipelineStale).toBe(false);
    expect(count(db, 'http_proxy')).toBe(0);
    expect(db.prepare('SELECT records, expired FROM sources').get()).toEqual({ records: 2, expired: 2 });

    expect((await reader.read([folder])).records).toBe(0);
    appendFileSync(file, crlf([row(columns, front(3, '12:01:00.000'))]));
    expect((await reader.read([folder])).records).toBe(1);
    expect(sequences(db)).toEqual([3]);
    expect(db.prepare('SELECT records, expired FROM sources').get()).toEqual({ records: 3, expired: 2 });
    expect(db.prepare('SELECT "AuthenticatedUser", log_version FROM http_proxy').get()).toEqual({
      AuthenticatedUser: 'CONTOSO\\robert',
      log_version: '15.02.1544.004',
    });
    expectNoOrphans(db);
  });

  test('values that a decoder remembers are there for as long as it is in use', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'HttpProxy_2026030409-1.LOG');
    writeFiles(folder, { [path.basename(file)]: log('http_proxy', [front(1, '09:00:00.000')]) });
    const db = memoryDatabase();
    const reader = new Ingest(db);
    onTestFinished(() => reader.close());
    await reader.read([folder]);
    // Nothing is deleted, so nothing has to be made anew, and the shared row is used again.
    const retention = expire(db, at('09:00:00.000'));
    expect(retention.pipelineStale).toBe(false);
    appendFileSync(file, crlf([row(columns, front(2, '12:01:00.000'))]));
    await reader.read([folder]);
    expect(count(db, 'client_context')).toBe(1);
    // Of the two records of the context one goes: it stays.
    finish(retention, at('13:00:00.000'));
    expect(sequences(db)).toEqual([2]);
    expect(count(db, 'client_context')).toBe(1);
    expectNoOrphans(db);
    expectNoUnusedShared(db);
  });

  test('an id is never used again, in this process or the next', async () => {
    const file = path.join(temporaryFolder(), 'x.db');
    const logs = temporaryFolder();
    const write = (name: string, hour: string, first: number): void =>
      writeFiles(logs, {
        [`${name}/HttpProxy_1.LOG`]: `${log('http_proxy', [front(first, `${hour}:00:00.000`), front(first + 1, `${hour}:01:00.000`)])}no record\r\n`,
        [`${name}/MapiHttp_1.LOG`]: log('mapi_http', [back(first, `${hour}:00:00.000`)]),
      });
    const used = new Map<string, Set<number>>();
    const tables = [...numberedTables, 'rejected_line'];
    for (const [round, hour] of ['06', '09', '12'].entries()) {
      write(hour, hour, 10 * round + 1);
      const db = openForWriting(file);
      await ingest(db, [path.join(logs, hour)]);
      for (const table of tables) {
        const known = used.get(table) ?? new Set();
        for (const id of db.prepare(`SELECT id FROM ${table}`).pluck().all() as number[]) {
          expect(known.has(id), `${table} ${id}`).toBe(false);
          known.add(id);
        }
        used.set(table, known);
      }
      expire(db, at(`${hour}:59:59.999`) + 3 * HOUR);
      for (const table of tables) expect(count(db, table), table).toBe(0);
      db.close();
    }
    // Record ids are given over all kinds of records.
    expect(used.get('http_proxy_record')?.size).toBe(6);
    for (const id of used.get('mapi_http_record') ?? [])
      expect(used.get('http_proxy_record')?.has(id)).toBe(false);
  });
});

test('what hangs on a record, and the rejected lines of an old log, go with it', async () => {
  const folder = temporaryFolder();
  const wide = [...columns, 'NewInTheNextUpdate'];
  const text = (hour: string, first: number): string =>
    crlf([
      wide.join(','),
      `#Fields: ${wide.join(',')}`,
      row(wide, { ...front(first, `${hour}:00:00.000`), NewInTheNextUpdate: 'x' }),
      `${row(wide, front(first + 1, `${hour}:01:00.000`))},one more`,
      // Without a time: as old as the latest record of its log.
      row(wide, { ...front(first + 2, `${hour}:02:00.000`), DateTime: '' }),
      'no record',
    ]);
  writeFiles(folder, {
    'old/HttpProxy_1.LOG': text('06', 1),
    'new/HttpProxy_1.LOG': text('12', 11),
  });
  const db = memoryDatabase();
  await ingest(db, [folder]);
  const of = (table: string): number => count(db, table);
  const before = [of('record_warning'), of('record_extra'), of('rejected_line'), of('http_proxy_record')];
  expect(before).toEqual([4, 4, 2, 6]);
  expire(db, at('10:00:00.000'));
  expect([of('record_warning'), of('record_extra'), of('rejected_line'), of('http_proxy_record')]).toEqual([
    2, 2, 1, 3,
  ]);
  expect(db.prepare('SELECT rejected_lines, records, requests FROM retention').get()).toEqual({
    rejected_lines: 1,
    records: 3,
    requests: 2,
  });
  expect(
    count(db, "rejected_lines r JOIN source s ON s.path = r.source_file WHERE s.path LIKE '%old%'"),
  ).toBe(0);
  expectNoOrphans(db);
});

test('a request keeps all its records, however old they are', async () => {
  const guid = '99999999-0000-4000-8000-000000000001';
  const minutes = Array.from({ length: 12 }, (_, i) => i * 10 + 5);
  const time = (minute: number): string =>
    `${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00.000`;
  const folder = temporaryFolder();
  writeFiles(folder, {
    // One number from 8:05 to 9:55, ten minutes from record to record, and at last the front end's record.
    '1/MapiHttp_1.LOG': log('mapi_http', [back(1, time(5), { RequestId: guid })]),
    '2/MAPIMB_1.LOG': log(
      'mapi_client_access',
      minutes.map((minute, i) => ({
        'date-time': `2026-03-04T${time(minute)}Z`,
        'seq-number': i,
        operation: 'Execute',
        'request-ids': `A:${guid}`,
      })),
    ),
    '3/HttpProxy_1.LOG': log('http_proxy', [front(1, '10:02:00.000', { RequestId: guid })]),
    // Enough of others that its block of ids is full.
    '4/HttpProxy_2.LOG': log(
      'http_proxy',
      Array.from({ length: 4100 }, (_, i) =>
        front(i + 10, '12:00:00.000', { Protocol: 'Ews', UrlStem: '/ews/exchange.asmx' }),
      ),
    ),
  });
  const db = memoryDatabase();
  const reader = new Ingest(db);
  onTestFinished(() => reader.close());
  for (const part of ['1', '2', '3', '4']) await reader.read([path.join(folder, part)]);
  expect(count(db, 'request')).toBe(1);
  const request = db.prepare('SELECT * FROM requests').get();
  expect(request).toMatchObject({ ended_ms: at('10:02:00.000') });

  expire(db, at('10:00:00.000'));
  expect(db.prepare('SELECT * FROM requests').get()).toEqual(request);
  expectNoOrphans(db);
  // The others are nobody's, and more than an hour older than the cutoff up to 8:55.
  expect(count(db, 'mapi_client_access_record')).toBe(minutes.length - 5);
  expect(count(db, 'mapi_http_record')).toBe(1);

  expire(db, at('12:00:00.000'));
  expect(count(db, 'request')).toBe(0);
  expect(count(db, 'mapi_client_access_record')).toBe(0);
  expect(count(db, 'mapi_http_record')).toBe(0);
});

test('a session whose first requests were deleted keeps what they added up to', async () => {
  const connect = (n: number, time: string, changes: Values = {}): Values => {
    const values = front(n, time);
    return {
      ...values,
      ClientRequestId: String(values['ClientRequestId']).replace('Execute', 'Connect'),
      ...changes,
    };
  };
  const early = [
    connect(1, '09:00:00.000', { HttpStatus: 401, BackEndStatus: '', AuthenticatedUser: '' }),
    connect(2, '09:00:01.000'),
    front(3, '09:01:00.000'),
    front(4, '09:30:00.000', { HttpStatus: 503, BackEndStatus: 503, ErrorCode: 'x' }),
    front(5, '09:31:00.000'),
    // Another address: a break that it survived.
    front(6, '09:40:00.000', { ClientIpAddress: '10.4.2.99' }),
    front(7, '12:00:00.000', { ClientIpAddress: '10.4.2.99' }),
    front(8, '12:01:00.000', {
      HttpStatus: 503,
      BackEndStatus: 503,
      ErrorCode: 'x',
      ClientIpAddress: '10.4.2.99',
    }),
  ];
  const folder = temporaryFolder();
  writeFiles(folder, { 'HttpProxy_1.LOG': log('http_proxy', early) });
  /** Sessions after all of it was read, with or without a deletion in the middle. */
  const sessionsAfter = async (cutoffs: readonly number[]): Promise<unknown[]> => {
    rmSync(path.join(folder, 'later'), { recursive: true, force: true });
    const db = memoryDatabase();
    await ingest(db, [folder]);
    for (const cutoff of cutoffs) expire(db, cutoff);
    // Records that change requests which stay: the session's account is made anew.
    writeFiles(folder, {
      'later/MapiHttp_1.LOG': log('mapi_http', [back(7, '12:00:00.000'), back(9, '12:02:00.000')]),
      'later/HttpProxy_2.LOG': log('http_proxy', [
        front(9, '12:02:00.000', { ClientIpAddress: '10.4.2.99' }),
      ]),
    });
    await ingest(db, [folder]);
    expectNoOrphans(db);
    return db
      .prepare(
        `SELECT s.*, (SELECT account FROM session WHERE id = s.id) AS account FROM sessions s ORDER BY context`,
      )
      .all();
  };
  const undisturbed = await sessionsAfter([]);
  expect(undisturbed).toMatchObject([{ requests: 8, failures: 2 }]);
  expect(await sessionsAfter([at('11:00:00.000')])).toEqual(undisturbed);
  // Also when the deletion comes in several steps.
  const steps = ['09:20', '09:35', '09:45', '11:30'].map((time) => at(`${time}:00.000`));
  expect(await sessionsAfter(steps)).toEqual(undisturbed);
});

test('a record that comes late, after its request was deleted, makes no half of it', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'HttpProxy_1.LOG': log('http_proxy', [front(1, '09:00:00.000'), front(2, '12:00:00.000')]),
  });
  const db = memoryDatabase();
  let reader = new Ingest(db);
  onTestFinished(() => reader.close());
  await reader.read([folder]);
  const retention = expire(db, at('11:00:00.000'));
  await reader.close();
  reader = new Ingest(db);
  retention.pipelineRemade();
  writeFiles(folder, {
    'MapiHttp_1.LOG': log('mapi_http', [back(1, '09:00:00.000'), back(2, '12:00:00.000')]),
  });
  await reader.read([folder]);
  expect(db.prepare('SELECT sequence, record_id IS NULL AS alone FROM requests ORDER BY 1').all()).toEqual([
    { sequence: 1, alone: 1 },
    { sequence: 2, alone: 0 },
  ]);
  expectNoOrphans(db);
  finish(retention, at('13:00:00.000'));
  expect(sequences(db)).toEqual([2]);
  expectNoOrphans(db);
});
