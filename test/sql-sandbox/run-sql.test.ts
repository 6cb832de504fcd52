import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Cell } from '../../src/sql-sandbox/protocol.ts';
import { runSql, type SqlOptions } from '../../src/sql-sandbox/run-sql.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-sql-'));
  file = path.join(folder, 'x.db');
  openForWriting(file).close();
});

async function run(sql: string, options: Partial<SqlOptions> = {}) {
  let columns: string[] = [];
  const rows: Cell[][] = [];
  const result = await runSql(
    file,
    sql,
    { maxRows: 1000, timeoutMs: 20_000, ...options },
    {
      columns: (names) => {
        columns = names;
      },
      rows: (some) => {
        rows.push(...some);
      },
    },
  );
  return { ...result, columns, data: rows };
}

const series = (n: number) =>
  `WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s WHERE n < ${n}) SELECT n FROM s`;

describe('running SQL of others', () => {
  test('gives columns, rows and values of every type, exactly', async () => {
    const sql = "SELECT 1 AS a, 'x' AS b, NULL AS c, 1.5 AS d, x'00ff' AS e, 9007199254740993 AS f";
    const { columns, data, truncated } = await run(sql);
    expect(columns).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(data).toEqual([[1, 'x', null, 1.5, '00ff', '9007199254740993']]);
    expect(truncated).toBeNull();
  });

  test('says when there is more than was asked for', async () => {
    expect(await run(series(1201), { maxRows: 1200 })).toMatchObject({ rows: 1200, truncated: 'rows' });
    expect(await run(series(1200), { maxRows: 1200 })).toMatchObject({ rows: 1200, truncated: null });
  });

  test('takes parameters by place and by name', async () => {
    expect((await run('SELECT ? + ?', { params: [1, 2] })).data).toEqual([[3]]);
    expect((await run('SELECT :a || :b', { params: { a: 'x', b: 'y' } })).data).toEqual([['xy']]);
  });

  test('waits for a slow reader and keeps the order', async () => {
    const seen: Cell[] = [];
    await runSql(
      file,
      series(2000),
      { maxRows: 5000, timeoutMs: 20_000 },
      {
        columns: () => undefined,
        rows: async (rows) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          seen.push(...rows.map((row) => row[0] ?? null));
        },
      },
    );
    expect(seen).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
  });

  test('kills a query at its deadline', async () => {
    const started = performance.now();
    const endless = series(1e15).replace('SELECT n FROM s', 'SELECT count(*) FROM s');
    await expect(run(endless, { timeoutMs: 700 })).rejects.toMatchObject({ code: 'sql_timeout' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    'SELECT 1; SELECT 2',
    "INSERT INTO source (fingerprint, path, kind) VALUES ('a', 'b', 'c')",
    'DELETE FROM source',
    'DROP TABLE source',
    "VACUUM INTO 'stolen.db'",
    "ATTACH 'other.db' AS o",
    'PRAGMA query_only = OFF',
    '/* hidden */ -- twice\n PRAGMA journal_mode = DELETE',
    'PRAGMA table_info(source)',
    'BEGIN',
    "INSERT INTO source (fingerprint, path, kind) VALUES ('a', 'b', 'c') RETURNING id",
  ])('refuses %s', async (sql) => {
    await expect(run(sql)).rejects.toMatchObject({ code: 'sql_refused' });
    expect((await run('SELECT count(*) FROM source')).data).toEqual([[0]]);
    expect(readdirSync(folder).filter((name) => !name.startsWith('x.db'))).toEqual([]);
    expect(existsSync('stolen.db') || existsSync('other.db')).toBe(false);
  });

  test.each([['SELECT * FROM nowhere'], ['SELEC'], ['']])('says what is wrong with %j', async (sql) => {
    await expect(run(sql)).rejects.toMatchObject({
      code: 'sql_error',
      message: expect.stringMatching(/.{8,}/),
    });
  });

  test('a query does not outlive its program, however that ends', async () => {
    const program = spawn(process.execPath, [path.resolve('test/sql-sandbox/orphan.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(program.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    // It is well under way.
    await sleep(2000);
    expect(process.kill(pid, 0)).toBe(true);
    program.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 15_000 });
  });
});
