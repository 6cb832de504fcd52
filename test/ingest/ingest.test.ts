import { appendFileSync, copyFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { ingested } from '../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, preamble, row } from '../support/logs.ts';

const FRONT = 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';
const BACK = 'EXCH02/Logging/MapiHttp/Mailbox/MapiHttp_2026030409-1.LOG';
const front = columnsOf('http_proxy');

describe('ingesting a log', () => {
  test('keeps every column of a record, as the log has it', async () => {
    const values = frontRow(1, {
      ErrorCode: 'RoutingError',
      GenericErrors: 'a "quoted" text',
      KerberosAuthHeaderLatency: '16272.3359',
    });
    const { all, summary } = await ingested({ [FRONT]: log('http_proxy', [values]) });
    expect(summary).toMatchObject({
      files: 1,
      records: 1,
      rejected: 0,
      warnings: 0,
      kinds: { http_proxy: 1 },
    });
    const [record] = all('SELECT * FROM http_proxy');
    for (const column of front) {
      const written = values[column];
      const expected = written === undefined || written === '' ? null : written;
      expect(String(record?.[column]), column).toBe(String(expected));
    }
  });

  test('takes the structured fields apart', async () => {
    const { all } = await ingested({
      [FRONT]: log('http_proxy', [frontRow(1)]),
      [BACK]: log('mapi_http', [backRow(1)]),
    });
    expect(all('SELECT * FROM http_proxy')[0]).toMatchObject({
      context: 'aaaaaaaa-0000-4000-8000-000000000001',
      sequence: 1,
      request_type: 'Execute',
      client_instance: 'bbbbbbbb-0000-4000-8000-000000000001',
      instance_counter: 7,
      mailbox: 'cccccccc-0000-4000-8000-000000000001',
      database: 'dddddddd-0000-4000-8000-000000000001',
      endpoint: 'emsmdb',
      client_address: '10.4.2.17',
      client_software: 'OUTLOOK.EXE',
      noise: null,
      server: 'EXCH01',
      log_version: '15.02.1544.004',
    });
    expect(all('SELECT * FROM mapi_http')[0]).toMatchObject({
      EdgeInfo: null,
      context: 'aaaaaaaa-0000-4000-8000-000000000001',
      client_mode: 'cached',
      server: 'EXCH02',
    });
  });

  test('reads what is new of a log that has grown, and nothing twice', async () => {
    const { db, folder, all } = await ingested({ [FRONT]: log('http_proxy', [frontRow(1), frontRow(2)]) });
    expect((await ingest(db, [folder])).records).toBe(0);
    const file = path.join(folder, FRONT);
    appendFileSync(file, crlf([row(front, frontRow(3))]));
    expect((await ingest(db, [folder])).records).toBe(1);
    appendFileSync(file, row(front, frontRow(4)).slice(0, 300));
    expect(await ingest(db, [folder])).toMatchObject({ records: 0, rejected: 0, unfinished: [file] });
    expect(all('SELECT state FROM sources')).toEqual([{ state: 'waiting' }]);
    appendFileSync(file, `${row(front, frontRow(4)).slice(300)}\r\n`);
    expect(await ingest(db, [folder])).toMatchObject({ records: 1, rejected: 0, unfinished: [] });
    expect(
      all('SELECT sequence FROM http_proxy ORDER BY byte_offset').map(({ sequence }) => sequence),
    ).toEqual([1, 2, 3, 4]);
    expect(all('SELECT count(*) AS n FROM requests')).toEqual([{ n: 4 }]);
  });

  test('knows a log again under another name, compressed or not', async () => {
    const text = log('http_proxy', [frontRow(1), frontRow(2)]);
    const { db, folder, all } = await ingested({ [FRONT]: text });
    copyFileSync(path.join(folder, FRONT), path.join(folder, 'copy.log'));
    writeFileSync(path.join(folder, 'copy.LOG.gz'), gzipSync(text + crlf([row(front, frontRow(3))])));
    expect((await ingest(db, [folder])).records).toBe(1);
    expect(all('SELECT count(*) AS n FROM http_proxy')).toEqual([{ n: 3 }]);
    expect(all('SELECT count(*) AS n FROM sources')).toEqual([{ n: 1 }]);
  });

  test('a log and its copy in one run are read once', async () => {
    const text = log('http_proxy', [frontRow(1), frontRow(2)]);
    const { summary } = await ingested({
      'a/HttpProxy_2026030409-1.LOG': text,
      'b/HttpProxy_2026030409-1.LOG': text,
    });
    expect(summary.records).toBe(2);
  });

  test('says when a log was rewritten in place, and does not mix the two', async () => {
    const { db, folder, all } = await ingested({ [FRONT]: log('http_proxy', [frontRow(1), frontRow(2)]) });
    writeFileSync(path.join(folder, FRONT), log('http_proxy', [frontRow(1), frontRow(5), frontRow(6)]));
    const summary = await ingest(db, [folder]);
    expect(summary.records).toBe(0);
    expect(summary.problems[0]).toMatchObject({
      serious: true,
      problem: expect.stringMatching(/rewritten in place/),
    });
    expect(all('SELECT state FROM sources')).toEqual([{ state: 'failed' }]);
  });

  test('takes a last line without its end only from a log that is finished', async () => {
    const text = log('http_proxy', [frontRow(1)]) + row(front, frontRow(2));
    const { db, folder, summary } = await ingested({ [FRONT]: text });
    expect(summary).toMatchObject({ records: 1, unfinished: [path.join(folder, FRONT)] });
    utimesSync(path.join(folder, FRONT), new Date('2026-03-04T10:00:00Z'), new Date('2026-03-04T10:00:00Z'));
    expect(await ingest(db, [folder])).toMatchObject({ records: 1, unfinished: [] });
    expect((await ingest(db, [folder])).records).toBe(0);
  });

  test('keeps what it can not read, with its place and the reason, and goes on', async () => {
    const good = row(front, frontRow(1));
    const lines = [
      ...preamble('http_proxy'),
      good,
      'garbage',
      good.replace('2026-03-04T09', 'yesterday'),
      `${good}"`,
      `${good}\0\0`,
      row(front, frontRow(2)),
    ];
    const text = crlf(lines);
    const { all, summary } = await ingested({ [FRONT]: text });
    expect(summary).toMatchObject({ records: 2, rejected: 4 });
    const rejected = all<{ byte_offset: number; reason: string; text: string }>(
      'SELECT * FROM rejected_lines ORDER BY byte_offset',
    );
    expect(rejected.map(({ reason }) => reason)).toEqual([
      '1 fields where the header names 74',
      'DateTime is not a time stamp',
      expect.stringMatching(/quote/),
      'has NUL bytes',
    ]);
    for (const line of rejected) {
      expect(Buffer.from(text).subarray(line.byte_offset).toString().startsWith(line.text)).toBe(true);
    }
  });

  test('sets a line over the limit aside', async () => {
    const text = crlf([
      ...preamble('http_proxy'),
      row(front, frontRow(1)),
      'x'.repeat(60_000),
      row(front, frontRow(2)),
    ]);
    const { all, summary } = await ingested({ [FRONT]: text }, { lineLimit: 50_000 });
    expect(summary).toMatchObject({ records: 2, rejected: 1 });
    expect(all('SELECT reason FROM rejected_lines')[0]?.['reason']).toMatch(/limit/);
  });

  test('binds columns by name, in any order and case, at every header', async () => {
    const shuffled = [...front].reverse().map((name) => (name === 'DateTime' ? name : name.toUpperCase()));
    const values = Object.fromEntries(
      Object.entries(frontRow(2)).map(([name, value]) => [
        name === 'DateTime' ? name : name.toUpperCase(),
        value,
      ]),
    );
    const text = crlf([
      ...preamble('http_proxy'),
      row(front, frontRow(1)),
      '#Version: 15.02.1748.010',
      `#Fields: ${shuffled.join(',')}`,
      row(shuffled, values),
    ]);
    const { all } = await ingested({ [FRONT]: text });
    const records = all(
      'SELECT "AuthenticatedUser", "TotalRequestTime", "GenericInfo", log_version, sequence FROM http_proxy ORDER BY byte_offset',
    );
    expect(records[1]).toEqual({ ...records[0], log_version: '15.02.1748.010', sequence: 2 });
  });

  test('reads rows of another width as the layout they fit, and says so', async () => {
    const old = front.slice(0, 69);
    const text = crlf([
      ...preamble('http_proxy', old),
      row(old, Object.fromEntries(Object.entries(frontRow(1)).filter(([name]) => old.includes(name)))),
      row(front, frontRow(2)),
    ]);
    const { all, summary } = await ingested({ [FRONT]: text });
    expect(summary).toMatchObject({ records: 2, rejected: 0, warnings: 1 });
    expect(all('SELECT "RoutingStatus" FROM http_proxy ORDER BY byte_offset')).toEqual([
      { RoutingStatus: null },
      { RoutingStatus: 'CafeV1' },
    ]);
    expect(all('SELECT reason FROM record_warnings')).toEqual([
      { reason: 'has 74 fields under a header of 69: read as http_proxy-74' },
    ]);
  });

  test('keeps columns that it does not know, and names them', async () => {
    const columns = [...front, 'BrandNew'];
    const text = crlf([...preamble('http_proxy', columns), row(columns, frontRow(1, { BrandNew: 'x;y' }))]);
    const { all, summary } = await ingested({ [FRONT]: text });
    expect(summary.unknownColumns).toEqual(['BrandNew']);
    expect(all('SELECT extra FROM http_proxy')).toEqual([{ extra: '{"BrandNew":"x;y"}' }]);
    expect(all('SELECT unknown_columns FROM headers')).toEqual([{ unknown_columns: '["BrandNew"]' }]);
  });

  test('keeps records without a time, as records only', async () => {
    const { all, summary } = await ingested({
      [FRONT]: log('http_proxy', [frontRow(1), frontRow(2, { DateTime: '' })]),
    });
    expect(summary).toMatchObject({ records: 2, warnings: 1 });
    expect(all('SELECT "DateTime", "GenericInfo" FROM http_proxy WHERE sequence = 2')).toEqual([
      { DateTime: null, GenericInfo: frontRow(2)['GenericInfo'] },
    ]);
    expect(all('SELECT count(*) AS n FROM requests')).toEqual([{ n: 1 }]);
  });

  test('gives back every GenericInfo and ClientRequestId as it was', async () => {
    const infos = [
      'BeginRequest=2026-03-04T09:12:44.000Z;EndRequest=2026-03-04T09:12:44.031Z;',
      'BeginRequest=2026-03-03T23:59:59.999Z;EndRequest=2026-03-04T09:12:44.031Z;',
      '2026-03-04T09:12:44.000Z2026-03-04T09:12:44.001Z',
      '2026-03-04T99:12:44.000Z;2026-03-04T09:12:44.00Z;2026-03-04T',
      'é;\u0001;\\r\\n',
      'flag',
    ];
    const requests = [
      'R:{AAAAAAAA-0000-4000-8000-000000000001}:4;CI:{BBBBBBBB-0000-4000-8000-000000000001}:1;RT:Connect',
      'R:<null>;RT:<empty>;CI:<null>',
      'CID:x;R:1b7dabb2-cd5b-4ce0-a65d-b25915e598cf:007;RT:;RT:Execute',
      'free text; of another protocol',
      'R:{A}:1;\u0001;RT:\u0002',
      ';;R:',
    ];
    const rows = infos.map((GenericInfo, i) =>
      frontRow(i + 1, { GenericInfo, ClientRequestId: requests[i] ?? '' }),
    );
    const { all } = await ingested({ [FRONT]: log('http_proxy', rows) });
    const records = all('SELECT "GenericInfo", "ClientRequestId" FROM http_proxy ORDER BY byte_offset');
    expect(records.map((record) => record['GenericInfo'])).toEqual(infos);
    expect(records.map((record) => record['ClientRequestId'])).toEqual(requests);
  });

  test('reads a quoted value that spans lines, but no record into another', async () => {
    const classic = columnsOf('mapi_client_access');
    const base = {
      'date-time': '2026-03-04T09:00:00.000Z',
      'session-id': 5,
      protocol: 'MapiHttp',
      operation: 'Connect',
      'rpc-status': '0',
    };
    const text = crlf([
      ...preamble('mapi_client_access'),
      row(classic, { ...base, failures: 'first, line\r\n   bei M.E.' }),
      row(classic, base).replace('Connect', '"Connect'),
      row(classic, { ...base, 'session-id': 6 }),
    ]);
    const { all, summary } = await ingested({ 'MAPI Client Access/MAPIMB_2026030409-1.LOG': text });
    expect(summary).toMatchObject({ records: 2, rejected: 1 });
    expect(all('SELECT failures FROM mapi_client_access')).toEqual([
      { failures: 'first, line\n   bei M.E.' },
      { failures: null },
    ]);
  });

  test('recognises a log without a header by a whole row, and names what it does not recognise', async () => {
    const { all, summary } = await ingested({
      'lines.log': crlf([row(front, frontRow(1))]),
      'notes.log': 'these are notes, with, commas\n',
      'other.LOG': `#Log-type: Rps Http Logs\r\n#Fields: DateTime,StartTime\r\n`,
      'README.md': '# nothing\n',
    });
    expect(summary).toMatchObject({ files: 1, records: 1 });
    expect(all('SELECT guessed FROM headers')).toEqual([{ guessed: 1 }]);
    const problems = summary.problems.map(({ path: file, serious }) => [path.basename(file), serious]);
    expect(problems.sort()).toEqual([
      ['README.md', false],
      ['notes.log', true],
      ['other.LOG', false],
    ]);
  });

  test('tells siblings apart by the log type, not by the folder', async () => {
    const classic = columnsOf('mapi_client_access');
    const base = {
      'date-time': '2026-03-04T09:00:00.000Z',
      'session-id': 5,
      protocol: 'ncacn_http',
      'rpc-status': '0',
    };
    const rca = crlf([
      ...preamble('mapi_client_access').map((line) => line.replace('MAPI Mailbox', 'RCA')),
      row(classic, base),
    ]);
    const { all } = await ingested({ 'MAPI Client Access/x.LOG': rca });
    expect(all('SELECT count(*) AS n FROM rpc_client_access')).toEqual([{ n: 1 }]);
    expect(all('SELECT count(*) AS n FROM mapi_client_access')).toEqual([{ n: 0 }]);
  });

  test('ingests the same bytes from a folder and from a gz into the same rows', async () => {
    const text = log('http_proxy', [
      frontRow(1),
      frontRow(2, { HttpStatus: 503, ErrorCode: 'ConnectFailure' }),
    ]);
    const plain = await ingested({ [FRONT]: text });
    const packed = await ingested({ [`${FRONT}.gz`]: gzipSync(text) });
    const rows = 'SELECT * FROM requests';
    const without = (found: Record<string, unknown>[]) => found.map(({ source_file: _, ...rest }) => rest);
    expect(without(packed.all(rows))).toEqual(without(plain.all(rows)));
    expect(readFileSync(path.join(plain.folder, FRONT), 'utf8')).toBe(text);
  });
});
