import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { queryIn, shippedQueries } from '../../src/saved-queries/shipped.ts';
import type { Cell } from '../../src/sql-sandbox/protocol.ts';
import { runSql } from '../../src/sql-sandbox/run-sql.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';

const queries = shippedQueries().map((query) => [query.id, query] as const);

test('there are twenty shipped queries or more, each a question', () => {
  expect(queries.length).toBeGreaterThanOrEqual(20);
  for (const [id, { title, shipped }] of queries) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
    expect(title, id).toMatch(/^[A-Z].{8,90}\?$/);
    expect(shipped).toBe(true);
  }
  expect(new Set(queries.map(([, { title }]) => title)).size).toBe(queries.length);
});

test('a query without a title, without SQL or with a chart that is none is a fault', () => {
  expect(() => queryIn('x', 'SELECT 1')).toThrow('x has no title');
  expect(() => queryIn('x', '-- Why?\n')).toThrow('no SQL');
  expect(() => queryIn('x', '-- Why?\n-- chart: cake a b\nSELECT 1')).toThrow('not a chart');
});

describe('every shipped query', () => {
  let file: string;
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-queries-'));
    const logs = path.join(folder, 'logs');
    // The samples alone lack some kinds of trouble.
    await generate({ out: logs, clients: 30, hours: 4, servers: 3, seed: 11 });
    const broken = `${log('http_proxy', [frontRow(1)])}no record\r\n`;
    writeFiles(logs, { 'HttpProxy_2026030409-1.LOG': broken });
    file = path.join(folder, 'x.db');
    const db = openForWriting(file);
    await ingest(db, [path.resolve('samples'), logs]);
    db.close();
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test.each(queries)(
    '%s runs like SQL of anybody, gives rows in time, and has the columns of its chart',
    async (_, query) => {
      let columns: string[] = [];
      const rows: Cell[][] = [];
      const sink = {
        columns: (names: string[]) => {
          columns = names;
        },
        rows: (some: Cell[][]) => {
          rows.push(...some);
        },
      };
      const { truncated } = await runSql(file, query.sql, { maxRows: 1000, timeoutMs: 20_000 }, sink);
      expect(truncated).toBeNull();
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(columns).size).toBe(columns.length);
      const { x = null, y = [] } = query.chart ?? {};
      if (x !== null) expect(columns).toContain(x);
      for (const name of y) {
        expect(columns).toContain(name);
        for (const row of rows) expect(typeof (row[columns.indexOf(name)] ?? 0)).toBe('number');
      }
    },
  );
});
