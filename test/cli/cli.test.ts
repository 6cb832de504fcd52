import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, preamble, row } from '../support/logs.ts';
import { MAIN } from '../support/main.ts';

// The real program, in processes of its own, run from source.

function mapiscope(
  args: string[],
  options: { cwd?: string; input?: string; env?: Record<string, string> } = {},
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    ...options,
    env: { ...process.env, ...options.env },
  });
  return { status, stdout, stderr };
}

const FRONT = 'EXCH01/Logging/HttpProxy/Mapi/HttpProxy_2026030409-1.LOG';
let folder: string;
let db: string;
beforeAll(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'mapiscope-cli-')), 'logs');
  db = path.join(folder, '..', 'x.db');
  writeFiles(folder, {
    [FRONT]: log('http_proxy', [frontRow(1), frontRow(2, { UserAgent: '=cmd|x', HttpStatus: 503 })]),
  });
  mapiscope(['ingest', folder, '--db', db]);
});

afterAll(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

describe('mapiscope ingest', () => {
  test('prints one object with --json, and exits with 0', () => {
    const { status, stdout } = mapiscope([
      'ingest',
      folder,
      '--db',
      path.join(temporaryFolder(), 'y.db'),
      '--json',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: 1,
      records: 2,
      rejected: 0,
      bytes: expect.any(Number),
      seconds: expect.any(Number),
      kinds: { http_proxy: 2 },
    });
  });

  test('exits with 3 when lines were rejected, and says where to see them', () => {
    const work = temporaryFolder();
    writeFiles(work, {
      'HttpProxy_2026030409-1.LOG': crlf([
        ...preamble('http_proxy'),
        row(columnsOf('http_proxy'), frontRow(1)),
        'garbage',
      ]),
    });
    const { status, stderr } = mapiscope(['ingest', work, '--db', path.join(work, 'y.db')]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/1 lines could not be read.*rejected_lines/);
  });

  test('exits with 3 when a path is not there', () => {
    const work = temporaryFolder();
    const { status, stderr } = mapiscope([
      'ingest',
      path.join(work, 'nowhere'),
      '--db',
      path.join(work, 'y.db'),
    ]);
    expect(status).toBe(3);
    expect(stderr).toContain('nowhere');
  });
});

describe('saved queries', () => {
  const own = () => path.join(temporaryFolder(), 'queries.json');
  const run = (...args: string[]) => mapiscope(['sql', '--db', db, '--format', 'json', ...args]);

  test('are listed, your own first, and run', () => {
    const file = own();
    const kept = { id: 'mine', title: 'How many?', sql: 'SELECT count(*) AS n FROM http_proxy' };
    writeFileSync(file, JSON.stringify({ queries: [kept] }));
    const listed = JSON.parse(run('--queries', file, '--list').stdout);
    expect(listed[0]).toEqual({ id: 'mine', title: 'How many?', from: 'you' });
    expect(listed).toContainEqual(expect.objectContaining({ id: 'outlook-versions', from: 'mapiscope' }));
    expect(JSON.parse(run('--queries', file, '--saved', 'mine').stdout)).toEqual([{ n: 2 }]);
    const shipped = run('--queries', own(), '--saved', 'back-ends-that-fail-most');
    expect(JSON.parse(shipped.stdout)).toEqual([expect.objectContaining({ failures: 1 })]);
  });

  test.each([
    [['--saved', 'nothing'], 1, /no saved query nothing.*--list/],
    [[], 2, /give one of/],
    [['--list', 'SELECT 1'], 2, /give one of/],
    [['--saved', 'outlook-versions', 'SELECT 1'], 2, /give one of/],
  ])('%j fails with %s and says why', (args, code, why) => {
    const { status, stderr } = run('--queries', own(), ...args);
    expect(stderr).toMatch(why);
    expect(status).toBe(code);
  });

  test('a broken file is said and left alone', () => {
    const file = own();
    writeFileSync(file, '{');
    const { status, stderr } = run('--queries', file, '--list');
    expect([status, stderr.includes(file), readFileSync(file, 'utf8')]).toEqual([1, true, '{']);
  });
});

describe('mapiscope sql', () => {
  const sql = 'SELECT sequence, "UserAgent", NULL AS absent FROM http_proxy ORDER BY sequence';
  const run = (format: string, query = sql) => mapiscope(['sql', '--db', db, '--format', format, query]);

  test('json is an array of objects', () => {
    const rows = JSON.parse(run('json').stdout);
    expect(rows).toEqual([
      { sequence: 1, UserAgent: frontRow(1)['UserAgent'], absent: null },
      { sequence: 2, UserAgent: '=cmd|x', absent: null },
    ]);
    expect(JSON.parse(run('json', 'SELECT 1 WHERE 0').stdout)).toEqual([]);
  });

  test('ndjson is an object a line', () => {
    const lines = run('ndjson').stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).sequence)).toEqual([1, 2]);
  });

  test('csv is one that Excel opens, and runs no formula from a log', () => {
    const { stdout } = run('csv');
    expect(stdout).toContain('\r\n');
    const [head, , second] = parse(stdout) as string[][];
    expect(head).toEqual(['sequence', 'UserAgent', 'absent']);
    expect(second?.[1]).toBe("'=cmd|x");
    expect(run('csv', 'SELECT -5 AS n').stdout).toBe('n\r\n-5\r\n');
  });

  test('table shows names and values, and no control characters', () => {
    const { stdout } = run('table', "SELECT 'a' || char(27) || '[31m' || char(8238) AS x");
    expect(stdout).toContain('a\\u001b[31m\\u202e');
    expect(stdout).not.toContain('\u001b[31m');
  });

  test('two columns of one name are both kept', () => {
    expect(JSON.parse(run('json', 'SELECT 1 AS n, 2 AS n').stdout)).toEqual([{ n: 1, n_2: 2 }]);
  });

  test('reads a query from standard input with -', () => {
    const { stdout } = mapiscope(['sql', '--db', db, '--format', 'json', '-'], {
      input: 'SELECT 41 + 1 AS answer',
    });
    expect(JSON.parse(stdout)).toEqual([{ answer: 42 }]);
  });

  test('says when rows are left out', () => {
    const { stderr, status } = mapiscope(['sql', '--db', db, '--max-rows', '1', sql]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/truncated at 1 row/)]);
  });

  test('refuses to write, with exit code 1', () => {
    const { status, stderr } = run('table', 'DELETE FROM source');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/only a single SELECT/)]);
  });

  test('stops a query that takes too long', () => {
    const endless =
      'WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s';
    const { status, stderr } = mapiscope(['sql', '--db', db, '--timeout', '0.5s', endless]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/stopped after 500 ms/)]);
  });

  test('says how to make a database that is not there', () => {
    const { status, stderr } = mapiscope(['sql', '--db', 'nowhere.db', 'SELECT 1']);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/mapiscope ingest --db nowhere\.db/)]);
  });
});

describe('settings', () => {
  test.each([
    [['nonsense']],
    [['sql']],
    [['sql', '--nonsense', 'x']],
    [['sql', '--timeout', 'soon', 'SELECT 1']],
    [['serve', '--port', 'x']],
    [['sql', '--format', 'xml', 'SELECT 1']],
  ])('bad usage %j exits with 2 and says why', (args) => {
    const { status, stderr } = mapiscope(args);
    expect([status, stderr.length > 20]).toEqual([2, true]);
  });

  test('every command has --help', () => {
    for (const command of ['serve', 'ingest', 'sql', 'generate']) {
      const { status, stdout } = mapiscope([command, '--help']);
      expect([status, stdout]).toEqual([0, expect.stringMatching(/Usage: mapiscope/)]);
    }
  });

  test('come from a configuration file, the environment, then flags', () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'mapiscope.config.json'), JSON.stringify({ db, maxRows: 1 }));
    const rows = (args: string[], env = {}) =>
      JSON.parse(
        mapiscope(['sql', '--format', 'json', ...args, 'SELECT 1 FROM http_proxy'], { cwd, env }).stdout,
      ).length;
    expect(rows([])).toBe(1);
    expect(rows([], { MAPISCOPE_MAX_ROWS: '2' })).toBe(2);
    expect(rows(['--max-rows', '1'], { MAPISCOPE_MAX_ROWS: '2' })).toBe(1);
  });

  test.each([
    ['{ not json', /can't read the configuration/],
    ['{"nonsense": 1}', /unknown key "nonsense"/],
    ['{"maxRows": "many"}', /maxRows/],
    ['[]', /must be a JSON object/],
  ])('a bad configuration file %s exits with 2', (text, message) => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'mapiscope.config.json'), text);
    const { status, stderr } = mapiscope(['sql', 'SELECT 1'], { cwd });
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('the version is that of the package', () => {
    expect(mapiscope(['--version']).stdout.trim()).toBe(
      JSON.parse(readFileSync('package.json', 'utf8')).version,
    );
  });
});

test('serving openly on another address than loopback is refused', () => {
  const { status, stderr } = mapiscope([
    'serve',
    '--host',
    '0.0.0.0',
    '--db',
    path.join(temporaryFolder(), 'x.db'),
  ]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/--tls-cert/)]);
});
