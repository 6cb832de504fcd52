import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingestedFor } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';
import { servedFor } from './support/app.ts';

const HOSTILE = '=HYPERLINK("http://evil.example","x")';
let get: Awaited<ReturnType<typeof servedFor>>['get'];

beforeAll(async () => {
  const rows = Array.from({ length: 2500 }, (_, i) =>
    frontRow(i + 1, {
      DateTime: new Date(Date.UTC(2026, 2, 4, 9) + (i % 700) * 1000).toISOString(),
      ...(i % 5 === 0 ? { HttpStatus: 503, ErrorCode: '@SUM(1+1)' } : {}),
      AuthenticatedUser: i === 7 ? HOSTILE : 'CONTOSO\\zoë, "the" queen',
    }),
  );
  const db = await ingestedFor({
    'HttpProxy_2026030409-1.LOG':
      log('http_proxy', []) + crlf(rows.map((values) => row(columnsOf('http_proxy'), values))),
  });
  ({ get } = await servedFor(db));
});

describe('a list as a file', () => {
  test('has every row once, in the order of the list, over the parts it is read in', async () => {
    const answer = await get('/api/v1/requests.ndjson');
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const rows = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2500);
    expect(rows).toHaveLength(2500);
    const page = (await get('/api/v1/requests?limit=1000')).json();
    expect(rows.slice(0, 1000)).toEqual(page.requests);
  });

  test('CSV has the same values, as Excel wants them', async () => {
    const answer = await get('/api/v1/requests.csv?outcome=failed');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="mapiscope-requests-\d{8}T\d{6}Z\.csv"$/,
    );
    expect(answer.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(answer.body.split('\r\n').length).toBe(502);
    const rows = parse(answer.body, { bom: true, columns: true }) as Record<string, string>[];
    const { requests } = (await get('/api/v1/requests?outcome=failed&limit=1000')).json();
    expect(rows.map(({ id }) => Number(id))).toEqual(requests.map(({ id }: { id: number }) => id));
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(requests[0]));
    expect(rows[0]).toMatchObject({ user: 'CONTOSO\\zoë, "the" queen', backend_source_file: '' });
  });

  test('CSV has no cell that a spreadsheet would run', async () => {
    const answer = await get(`/api/v1/requests.csv?user=${encodeURIComponent(HOSTILE)}`);
    const [line] = parse(answer.body, { bom: true, columns: true }) as Record<string, string>[];
    expect(line?.['user']).toBe(`'${HOSTILE}`);
    const failed = parse((await get('/api/v1/requests.csv?outcome=failed')).body, {
      bom: true,
      columns: true,
    });
    for (const one of failed as Record<string, string>[]) expect(one['error_code']).toBe("'@SUM(1+1)");
  });

  test('is a problem document when it can not be made', async () => {
    for (const url of [
      '/api/v1/requests.csv?since=x',
      '/api/v1/requests.csv?limit=1',
      '/api/v1/requests.ndjson?x=1',
    ]) {
      const answer = await get(url);
      expect([answer.statusCode, answer.headers['content-type']], url).toEqual([
        400,
        'application/problem+json; charset=utf-8',
      ]);
      expect(answer.headers['content-disposition'], url).toBeUndefined();
    }
  });

  test('without a row has a head', async () => {
    const answer = await get('/api/v1/requests.csv?user=nobody');
    expect(answer.body).toMatch(/^\ufeffid,started_at,[^\r\n]*\r\n$/);
    expect((await get('/api/v1/requests.ndjson?user=nobody')).body).toBe('');
  });

  test.each(['sessions', 'failures', 'reconnects', 'sources', 'rejected', 'codes'])(
    'there is one of %s',
    async (list) => {
      const csv = parse((await get(`/api/v1/${list}.csv`)).body, { bom: true, columns: true }) as object[];
      const ndjson = (await get(`/api/v1/${list}.ndjson`)).body.split('\n').slice(0, -1);
      const page = (await get(`/api/v1/${list}`)).json();
      expect(csv.length).toBe(ndjson.length);
      const rows = ndjson.map((line) => JSON.parse(line));
      expect(rows.slice(0, 100)).toEqual(page[list].slice(0, 100));
    },
  );
});
