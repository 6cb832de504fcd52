import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell, Params } from '../../src/sql-sandbox/protocol.ts';
import { runSql, SqlError } from '../../src/sql-sandbox/run-sql.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';

const CANARY = 'canary-47-11-secret';
const FOLDER = mkdtempSync(path.join(tmpdir(), 'mapiscope-escape-'));
const FILE = path.join(FOLDER, 'x.db');
/** In SQL, also on Windows. */
const within = (name: string): string => path.join(FOLDER, name).replaceAll("'", "''");

let writer: Connection;
beforeAll(() => {
  // Open all the while, as `serve` has it.
  writer = openForWriting(FILE);
  writer.exec("INSERT INTO source (fingerprint, path, kind) VALUES ('a', 'b', 'c')");
  writeFileSync(path.join(FOLDER, 'canary.txt'), CANARY);
  const other = new Database(path.join(FOLDER, 'other.db'));
  other.exec(`CREATE TABLE secret (text); INSERT INTO secret VALUES ('${CANARY}')`);
  other.close();
});
afterAll(() => {
  writer.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** What is there: names and contents of the folder, but for SQLite's shared memory, and names in the working folder. */
function standing(): unknown {
  const contents = readdirSync(FOLDER)
    .filter((name) => !name.endsWith('-shm') && !name.endsWith('-writer'))
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(FOLDER, name)))
        .digest('hex'),
    ]);
  // Others may make folders of their own there.
  const here = readdirSync('.').filter((name) => /stolen|evil|escape/.test(name));
  return { contents, here, rows: writer.prepare('SELECT * FROM source').all() };
}

interface Outcome {
  code: string;
  rows: Cell[][];
  ms: number;
}

async function attempt(sql: string, params: Params = [], timeoutMs = 15_000): Promise<Outcome> {
  const rows: Cell[][] = [];
  const sink = { columns: () => undefined, rows: (some: Cell[][]) => void rows.push(...some) };
  const started = performance.now();
  const outcome = await runSql(FILE, sql, { params, maxRows: 100, timeoutMs }, sink).then(
    ({ truncated }) => (truncated === null ? 'done' : 'truncated'),
    (error: unknown) => {
      if (error instanceof SqlError) return error.code;
      throw error;
    },
  );
  return { code: outcome, rows, ms: performance.now() - started };
}

/** None of it is run, or SQLite finds no sense in it. */
const FORBIDDEN: [sql: string, code?: 'sql_refused' | 'sql_error', params?: Params][] = [
  // Writing.
  ["INSERT INTO source (fingerprint, path, kind) VALUES ('x', 'y', 'z')"],
  ["INSERT INTO source (fingerprint, path, kind) VALUES ('x', 'y', 'z') RETURNING id"],
  ["WITH a AS (SELECT 1) INSERT INTO source (fingerprint, path, kind) SELECT 'x', 'y', 'z' FROM a"],
  [
    "WITH a(x) AS (SELECT 'q') INSERT INTO source (fingerprint, path, kind) SELECT x, x, x FROM a RETURNING *",
  ],
  ["REPLACE INTO source (id, fingerprint, path, kind) VALUES (1, 'x', 'y', 'z')"],
  ["UPDATE source SET path = 'evil'"],
  ["WITH a AS (SELECT 1) UPDATE source SET path = 'evil' RETURNING path"],
  ['DELETE FROM source'],
  ['DELETE FROM source RETURNING *'],
  ['WITH a AS (SELECT 1) DELETE FROM source'],
  ['EXPLAIN DELETE FROM source'],
  ['EXPLAIN QUERY PLAN UPDATE source SET path = 1'],
  ['CREATE TABLE evil (x)'],
  ['CREATE TABLE evil AS SELECT * FROM source'],
  ['CREATE TEMP TABLE evil AS SELECT 1'],
  ['CREATE TEMP VIEW evil AS SELECT 1'],
  ['CREATE VIRTUAL TABLE temp.evil USING fts5(x)'],
  ['CREATE TEMP TRIGGER evil AFTER INSERT ON source BEGIN SELECT 1; END'],
  ['CREATE INDEX evil ON source (path)'],
  ['DROP TABLE source'],
  ['DROP VIEW requests'],
  ['ALTER TABLE source RENAME TO evil'],
  ['REINDEX'],
  ['ANALYZE'],
  ['BEGIN IMMEDIATE'],
  ['SAVEPOINT evil'],
  ['COMMIT'],
  ["UPDATE sqlite_schema SET sql = 'evil'"],
  ["INSERT INTO sqlite_master VALUES ('table', 'evil', 'evil', 2, 'evil')"],
  ['DELETE FROM sqlite_sequence'],
  // Other files.
  [`ATTACH '${within('other.db')}' AS o`],
  [`ATTACH 'file:${within('other.db')}?mode=rwc' AS o`],
  ["ATTACH ':memory:' AS o"],
  ['DETACH main'],
  [`VACUUM INTO '${within('stolen.db')}'`],
  ["VACUUM INTO 'stolen.db'"],
  ['VACUUM'],
  ['SELECT secret.text FROM other.secret', 'sql_error'],
  [`SELECT * FROM "${within('other.db')}".secret`, 'sql_error'],
  [`SELECT readfile('${within('canary.txt')}')`],
  [`SELECT writefile('${within('stolen.txt')}', 'x')`],
  [`SELECT load_extension('${within('canary.txt')}')`],
  ["SELECT LOAD_EXTENSION ('x')"],
  ['SELECT "load_extension"(\'x\')'],
  ['SELECT [load_extension]/* far */(?)', 'sql_refused', ['x']],
  [`SELECT * FROM fsdir('${FOLDER.replaceAll("'", "''")}')`],
  [`SELECT * FROM csv(filename='${within('canary.txt')}')`],
  [`SELECT edit('x')`],
  // Settings.
  ['PRAGMA query_only = OFF'],
  ['pragma writable_schema = 1'],
  ['PRAGMA database_list'],
  ['PRAGMA journal_mode = DELETE'],
  ["PRAGMA temp_store_directory = '/'"],
  ['PRAGMA hard_heap_limit = 0'],
  ['PRAGMA trusted_schema(1)'],
  ['PRAGMA wal_checkpoint(TRUNCATE)'],
  ['EXPLAIN PRAGMA journal_mode = DELETE'],
  ['EXPLAIN QUERY PLAN PRAGMA query_only = OFF'],
  ['-- harmless\nPRAGMA query_only = OFF'],
  ['/* SELECT */PRAGMA/**/query_only/**/=/**/OFF'],
  ['\ufeffPRAGMA query_only = OFF'],
  [';PRAGMA query_only = OFF'],
  ['SELECT * FROM pragma_database_list'],
  ['SELECT file FROM "pragma_database_list"'],
  ["SELECT file FROM 'pragma_database_list'"],
  ['SELECT file FROM `pragma_database_list`'],
  ['SELECT file FROM [PRAGMA_DATABASE_LIST]'],
  ["SELECT * FROM main.pragma_table_info('source')"],
  ['SELECT 1 FROM source NATURAL JOIN pragma_optimize'],
  ['SELECT (SELECT group_concat(file) FROM pragma_database_list)'],
  ['SELECT * FROM pragma_writable_schema'],
  ['SELECT * FROM dbstat'],
  ['SELECT * FROM sqlite_dbpage'],
  ['SELECT data FROM "sqlite_dbpage" WHERE pgno = 1'],
  // Memory.
  ['SELECT fts3_tokenizer(?)', 'sql_refused', ['simple']],
  ['SELECT fts3_tokenizer(?, ?)', 'sql_refused', ['simple', 'AAAAAAAA']],
  ["SELECT \"fts3_tokenizer\" /* */ ('simple', x'4141414141414141')"],
  ["SELECT * FROM fts3tokenize WHERE input = 'a b'"],
  ['SELECT fts5(?)', 'sql_refused', ['x']],
  ['SELECT geopoly_svg(x) FROM (SELECT 1 AS x)'],
  ["SELECT rtreecheck('source')"],
  ["SELECT sqlite_log(1, 'x')"],
  // More than one, and what hides another one.
  ['SELECT 1; DELETE FROM source'],
  ['SELECT 1;;; -- x\n PRAGMA query_only = OFF'],
  ["SELECT ';'; DROP TABLE source"],
  ['SELECT 1\0; DELETE FROM source'],
  ['\0SELECT 1'],
  ["SELECT 'open", 'sql_error'],
  // Words that only look alike.
  ['ＰＲＡＧＭＡ query_only', 'sql_error'],
  ['РRAGMA query_only', 'sql_error'],
  ['DEL\u200bETE FROM source', 'sql_error'],
  ['SELECT * FROM рragma_database_list', 'sql_error'],
  ['SELECT lоad_extension(1)', 'sql_error'],
  // Too much of it.
  [`SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`, 'sql_error'],
  [`SELECT ${'NOT '.repeat(15_000)}1`, 'sql_error'],
  [`SELECT ${'1+'.repeat(30_000)}1`, 'sql_error'],
  [`SELECT 1 ${'UNION ALL SELECT 1 '.repeat(2_000)}`, 'sql_error'],
  [`SELECT ${Array.from({ length: 3_000 }, (_, i) => i).join(',')}`, 'sql_error'],
  [`SELECT max(${Array.from({ length: 2_000 }, (_, i) => i).join(',')})`, 'sql_error'],
  ['SELECT ?99999', 'sql_error'],
  ['SELECT 1 LIKE ?', 'sql_error', ['%'.repeat(60_000)]],
  ["SELECT json_valid('x') FROM json_each(?)", 'sql_error', ['['.repeat(5_000)]],
  ['SELECT abs(-9223372036854775808)', 'sql_error'],
];

const SERIES = 'WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s)';

/** Reads alone, but would take the machine. */
const BOMBS: [sql: string, params?: Params][] = [
  [`${SERIES} SELECT count(*) FROM s`],
  [`${SERIES} SELECT n FROM s ORDER BY n DESC`],
  [`${SERIES} SELECT group_concat(printf('%.*c', 100000, 'x')) FROM s`],
  [`${SERIES} SELECT json_group_array(hex(randomblob(100000))) FROM s`],
  [`${SERIES} SELECT hex(randomblob(1000000)) FROM s`],
  [`${SERIES} SELECT a.n FROM s a, s b, s c WHERE a.n < 0`],
  ["WITH RECURSIVE s(x) AS (VALUES ('x') UNION ALL SELECT x || x FROM s) SELECT length(x) FROM s"],
  ['WITH RECURSIVE s(x) AS (VALUES (1) UNION SELECT random() FROM s) SELECT count(*) FROM s'],
  ['SELECT randomblob(1e9)'],
  ['SELECT zeroblob(1e9)'],
  ['SELECT length(randomblob(400000000)), length(randomblob(400000000)), length(randomblob(400000000))'],
  ["SELECT printf('%.*c', 1000000000, 'x')"],
  ["SELECT printf('%1000000000d', 1)"],
  ["SELECT length(replace(printf('%.*c', 100000, 'x'), 'x', printf('%.*c', 5000, 'y')))"],
  [
    "SELECT replace(replace(replace(replace(hex(zeroblob(100000)), '0', '00000000'), '0', '00000000'), '0', '00000000'), '0', '00000000')",
  ],
  ["SELECT printf('%.*c', 200000, 'a') LIKE ?", [`${'%a'.repeat(20_000)}%b`]],
  ["SELECT printf('%.*c', 200000, 'a') GLOB ?", [`${'*a'.repeat(20_000)}*b`]],
  [
    `SELECT count(*) FROM json_each(?) a, json_each(?) b, json_each(?) c, json_each(?) d`,
    Array(4).fill(JSON.stringify(Array(3000).fill(1))),
  ],
  [`SELECT count(*) FROM ${Array.from({ length: 40 }, (_, i) => `sqlite_schema t${i}`).join(', ')}`],
  [`SELECT * FROM ${Array.from({ length: 60 }, (_, i) => `requests r${i}`).join(' JOIN ')}`],
  [`SELECT 1 IN (${'1,'.repeat(30_000)}1)`],
  [`SELECT ${Array.from({ length: 1_900 }, () => 'hex(randomblob(500000))').join(',')}`],
  [`${SERIES} SELECT percentile(n, 50) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING) FROM s`],
  [
    `SELECT jsonb_pretty FROM (SELECT json_pretty(json(?), ?) AS jsonb_pretty)`,
    [JSON.stringify(Array(10_000).fill(1)), ' '.repeat(50_000)],
  ],
];

const label = (sql: string): string => JSON.stringify(sql.length > 90 ? `${sql.slice(0, 90)}…` : sql);

/** Whatever it gave, nothing was written, and nothing else was read. */
function expectNoTrace(before: unknown, { rows }: Outcome): void {
  expect(standing()).toEqual(before);
  expect(JSON.stringify(rows)).not.toContain(CANARY);
  expect(JSON.stringify(rows)).not.toContain(FOLDER);
}

test('the list has sixty attempts or more', () => {
  expect(FORBIDDEN.length + BOMBS.length).toBeGreaterThanOrEqual(60);
});

describe('does not run, writes nothing, reads nothing else', () => {
  test.each(FORBIDDEN.map(([sql, code, params]) => [label(sql), { sql, code, params }] as const))(
    '%s',
    async (_, { sql, code = 'sql_refused', params = [] }) => {
      const before = standing();
      const outcome = await attempt(sql, params);
      expectNoTrace(before, outcome);
      expect(outcome.code).toBe(code);
      expect(outcome.rows).toEqual([]);
    },
  );
});

describe('comes to an end, writes nothing, reads nothing else', () => {
  test.each(BOMBS.map(([sql, params]) => [label(sql), { sql, params }] as const))(
    '%s',
    async (_, { sql, params = [] }) => {
      const before = standing();
      const outcome = await attempt(sql, params, 1500);
      expectNoTrace(before, outcome);
      // On a machine with much else to do; bench/sql-door.ts has the figures.
      expect(outcome.ms).toBeLessThan(12_000);
      expect(['sql_timeout', 'sql_memory', 'sql_error', 'truncated', 'done']).toContain(outcome.code);
    },
  );
});

test('SQL in a value or in a name stays a value and a name', async () => {
  const evil = "'; DELETE FROM source; --";
  const { code, rows } = await attempt('SELECT ? AS "PRAGMA query_only = OFF", path FROM source', [evil]);
  expect([code, rows]).toEqual(['done', [[evil, 'b']]]);
});
