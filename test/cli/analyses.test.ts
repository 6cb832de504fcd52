import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { width } from '../../src/cli/text.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { blocks, textOf } from '../docs/markdown.ts';
import { writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';
import { MAIN } from '../support/main.ts';

// The real program, in processes of its own, on the samples: what is in them is told in their READMEs.

let folder: string;
const database = (name: string): string => path.join(folder, `${name}.db`);

async function make(name: string, paths: string[]): Promise<void> {
  const db: Connection = openForWriting(database(name));
  await ingest(db, paths);
  db.close();
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-analyses-'));
  for (const name of ['database-failover', 'idle-expiry', 'network-switch'])
    await make(name, [`samples/${name}`]);
  await make('front-only', [
    'samples/database-failover/EXCH01/Logging/HttpProxy',
    'samples/database-failover/EXCH02/Logging/HttpProxy',
  ]);
  writeFiles(path.join(folder, 'hostile'), {
    'HttpProxy_2026030409-1.LOG': log('http_proxy', [
      frontRow(1, { AuthenticatedUser: 'CONTOSO\\\u001b[31mred', HttpStatus: 503, ErrorCode: '\u202eevil' }),
    ]),
  });
  await make('hostile', [path.join(folder, 'hostile')]);
  openForWriting(database('empty')).close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}
const ended = new Map<string, Ended>();

/** Runs a command; what it said before is not asked again: nothing changes the databases. */
function run(name: string, args: string[], columns?: number): Ended {
  const key = JSON.stringify([name, args, columns]);
  const known = ended.get(key);
  if (known !== undefined) return known;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--db', database(name)], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: columns === undefined ? '' : String(columns), NO_COLOR: '1' },
  });
  const result = { status, stdout, stderr };
  ended.set(key, result);
  return result;
}
const json = <Value = Record<string, unknown>[]>(name: string, args: string[]): Value =>
  JSON.parse(run(name, [...args, '--format', 'json']).stdout) as Value;

describe.each(['sessions', 'failures', 'reconnects'])('mapiscope %s', (list) => {
  /** What the view has. */
  const rowsOf = (): Record<string, unknown>[] => {
    const db = openForReading(database('database-failover'));
    try {
      const rows = db.prepare(`SELECT * FROM ${list}`).all() as Record<string, unknown>[];
      return rows.filter(({ noise }) => noise === null || noise === undefined);
    } finally {
      db.close();
    }
  };

  test('json has all rows with all columns of the view', () => {
    const rows = json('database-failover', [list]);
    const byId = (some: Record<string, unknown>[]) =>
      [...some].sort((a, b) => Number(a['id']) - Number(b['id']));
    expect(byId(rows)).toEqual(byId(rowsOf()));
    expect(rows.length).toBeGreaterThan(1);
  });

  test('ndjson and csv have the same', () => {
    const rows = json('database-failover', [list]);
    const lines = run('database-failover', [list, '--format', 'ndjson']).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
    const csv = parse(run('database-failover', [list, '--format', 'csv']).stdout, { columns: true });
    expect((csv as Record<string, string>[]).map(({ id }) => Number(id))).toEqual(rows.map(({ id }) => id));
  });

  test('without any row csv has the names', () => {
    expect(run('empty', [list, '--format', 'csv']).stdout).toMatch(/^id,.*\r\n$/);
  });

  test('no line of the table is wider than the terminal', () => {
    const total = rowsOf().length;
    for (const columns of [50, 120]) {
      const { stdout, status } = run('database-failover', [list], columns);
      expect(status).toBe(0);
      const lines = stdout.split('\n').slice(1, 3 + total);
      expect(lines.length).toBe(2 + total);
      for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('says how many there are, and that a limit left some out', () => {
    const total = rowsOf().length;
    expect(run('database-failover', [list]).stdout).toMatch(new RegExp(`^${total} ${list}$`, 'm'));
    const { stdout } = run('database-failover', [list, '--limit', '1']);
    expect(stdout).toMatch(new RegExp(`^1 of ${total} ${list}; --limit gives more$`, 'm'));
    const { stderr } = run('database-failover', [list, '--limit', '1', '--format', 'ndjson']);
    expect(stderr).toBe(`1 of ${total} ${list}; --limit gives more\n`);
  });

  test('says of what time there is data where nothing is found', () => {
    const { stdout } = run('database-failover', [list, '--user', 'nobody']);
    expect(stdout).toMatch(/^No \w+ for this filter\. The database has requests from 2026-03-04 08:00 to /);
    expect(run('empty', [list]).stdout).toMatch(
      /^No \w+\. The database has no requests yet: .*mapiscope ingest/,
    );
  });

  test('says what is missing', () => {
    const { stdout } = run('front-only', [list]);
    expect(stdout).toMatch(/^No back-end log of EXCH02 was read: failures behind HTTP 200 are not seen/m);
    expect(run('database-failover', [list]).stdout).not.toMatch(/No (back|front)-end log/);
  });

  test('takes a range of time, absolute and relative to the newest request', () => {
    const ids = (...args: string[]) => json('database-failover', [list, ...args]).map(({ id }) => id);
    const every = ids();
    expect(ids('--since', '2026-03-04T08:00', '--until', '2026-03-05')).toEqual(every);
    expect(ids('--since', 'latest-1h')).toEqual(every);
    expect(ids('--until', '2026-03-04')).toEqual([]);
    expect(ids('--since', 'now-1h')).toEqual([]);
    const late = ids('--since', '2026-03-04T08:05:30Z');
    expect(late.length).toBeGreaterThan(0);
    expect(every).toEqual(expect.arrayContaining(late));
  });
});

test.each([
  [['--since', 'yesterday'], /--since: "yesterday" is no time: .*now-15m/],
  [['--limit', '0'], /at least 1/],
  [['--format', 'xml'], /Allowed choices/],
  [['everything'], /too many arguments/],
])('bad usage %j exits with 2 and says why', (args, message) => {
  const { status, stderr } = run('database-failover', ['failures', ...args]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('says how to make a database that is not there', () => {
  const { status, stderr } = run('nowhere', ['failures']);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/mapiscope ingest --db/)]);
});

test.each([
  [['sessions'], /Example: mapiscope sessions --since/],
  [['failures'], /Example: mapiscope failures --since/],
  [['reconnects'], /Example: mapiscope reconnects --since/],
  [['sessions', 'show'], /Usage: mapiscope sessions show \[options\] <id>/],
  [['reconnects', 'show'], /Usage: mapiscope reconnects show \[options\] <id>/],
])('%j has --help', (args, text) => {
  const { status, stdout } = run('empty', [...args, '--help']);
  expect([status, stdout]).toEqual([0, expect.stringMatching(text)]);
});

test('the guide shows what the commands print', () => {
  const [row] = json('database-failover', ['reconnects', '--user', 'CONTOSO\\anna.abel']);
  const printed = [
    ...run('database-failover', ['reconnects'], 110).stdout.split('\n'),
    ...run('database-failover', ['reconnects', 'show', String(row?.['id'])], 110).stdout.split('\n'),
  ];
  const shown = blocks(textOf('docs/guide/first-diagnosis.md'))
    .map(({ code }) => code.split('\n'))
    .filter((lines) => lines[1]?.startsWith('──'));
  expect(shown).toHaveLength(2);
  for (const line of shown.flat()) expect(printed).toContain(line);
});

test('a user is found by any spelling, a server with or without its domain', () => {
  const users = (...args: string[]) =>
    new Set(json('database-failover', ['sessions', ...args]).map(({ user }) => user));
  expect(users('--user', 'contoso\\BEN.BAKER')).toEqual(new Set(['CONTOSO\\ben.baker']));
  expect(users('--user', 'ben.baker@contoso.com')).toEqual(new Set(['CONTOSO\\ben.baker']));
  const both = users('--user', 'CONTOSO\\anna.abel', '--user', 'CONTOSO\\ben.baker');
  expect(both).toEqual(new Set(['CONTOSO\\anna.abel', 'CONTOSO\\ben.baker']));
  const backEnds = (server: string) =>
    json('database-failover', ['reconnects', '--server', server]).map(({ back_end }) => back_end);
  expect(backEnds('exch02.contoso.com')).toEqual(backEnds('EXCH02'));
  expect(backEnds('EXCH02')).toEqual(['EXCH02', 'EXCH02']);
});

test('an empty database says how to fill it, in JSON an empty array', () => {
  expect(run('empty', ['sessions']).stdout).toMatch(
    /^No sessions\. The database has no requests yet: .*mapiscope ingest/,
  );
  expect(json('empty', ['sessions'])).toEqual([]);
});

test('noise is counted, and shown when it is asked for', () => {
  const rows = (...args: string[]) => json('database-failover', ['sessions', ...args]).length;
  const hidden = rows('--include-noise') - rows();
  const { stdout } = run('database-failover', ['sessions']);
  if (hidden === 0) expect(stdout).not.toMatch(/noise/);
  else expect(stdout).toMatch(new RegExp(`^${hidden} more are noise`, 'm'));
});

test('what a log holds does not reach the terminal as control characters', () => {
  for (const args of [
    ['failures'],
    ['sessions'],
    ['sessions', 'show', '1'],
    ['sessions', 'show', '1', '--all'],
  ]) {
    const { stdout, status } = run('hostile', args);
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    if (args[0] === 'failures') expect(stdout).toContain('\\u202eevil');
  }
});

describe('mapiscope sessions show', () => {
  const failedOver = () => {
    const rows = json('database-failover', ['sessions', '--user', 'CONTOSO\\anna.abel']);
    const row = rows.find(({ end_reason }) => end_reason === 'failover');
    return { id: String(row?.['id']), context: String(row?.['context']) };
  };

  test('tells who, what happened step by step with its raw lines, and how the client came back', () => {
    const { id } = failedOver();
    const { stdout, status } = run('database-failover', ['sessions', 'show', id], 140);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Session \d+, emsmdb \(mailbox\): lost by a failover$/m);
    for (const value of ['CONTOSO\\anna.abel', 'OUTLOOK.EXE', 'EXCH01'])
      expect(stdout.slice(0, stdout.indexOf('offset'))).toContain(value);
    expect(stdout).toMatch(/^0:00:00\.\d{3} .* █.* Connect +ok +EXCH01 → EXCH01 +1:\d+ 2:\d+$/m);
    expect(stdout).toMatch(/^0:05:\d\d\.\d{3} .* Execute +failed +EXCH01 → EXCH01 +1:\d+$/m);
    expect(stdout).toMatch(/└ proxy ConnectFailure \(backend_unreachable\), recovered in 10\.9 s$/m);
    expect(stdout).toMatch(/└ mapihttp 10 ContextNotFound \(context_lost\), recovered in \d/);
    expect(stdout).toMatch(/^0:00:\d\d\.\d{3} {2}… \d+ × Execute.*: all ok, up to \d+ ms/m);
    expect(stdout).toMatch(/── another back end: EXCH01 → EXCH02$/m);
    expect(stdout).toMatch(/^ {2}1 {2}.*HttpProxy_2026030408-1\.LOG$/m);
    expect(stdout).toMatch(/^\d+ +08:05:30\.128 +reconnect +failover +this one → session \d+ +5\.1 s/m);
    expect(stdout).toMatch(/^next +\d+ +08:05:30 +emsmdb/m);
    expect(stdout).toMatch(/── end: failover$/m);
  });

  test('marks long polls, which wait by design', () => {
    const [row] = json('database-failover', ['sessions', '--user', 'CONTOSO\\carla.costa']).slice(-1);
    const { stdout } = run('database-failover', ['sessions', 'show', String(row?.['id']), '--all'], 140);
    expect(stdout).toMatch(/^0:00:00\.727 +5 min +░{8} +NotificationWait +ok/m);
    expect(stdout).not.toMatch(/█ +NotificationWait +ok/);
  });

  test('a raw line is where it says', () => {
    const { id } = failedOver();
    const { steps } = json<{
      steps: { request: Record<string, unknown> | null; failure: Record<string, unknown> | null }[];
    }>('database-failover', ['sessions', 'show', id]);
    const failed = steps.find(({ failure }) => failure !== null);
    const { source_file, byte_offset } = failed?.request ?? {};
    expect([source_file, byte_offset]).toEqual([
      failed?.failure?.['source_file'],
      failed?.failure?.['byte_offset'],
    ]);
    const { stdout } = run('database-failover', ['sessions', 'show', id], 140);
    expect(stdout).toContain(`1:${String(byte_offset)}`);
    expect(stdout).toContain(`  1  ${String(source_file)}`);
  });

  test('--all shows every request', () => {
    const { id } = failedOver();
    const { steps } = json<{ steps: { kind: string }[] }>('database-failover', ['sessions', 'show', id]);
    const requests = steps.filter(({ kind }) => kind === 'request').length;
    const shown = (args: string[]) =>
      run('database-failover', ['sessions', 'show', id, ...args], 140).stdout.match(
        /^\d:\d\d:\S+ +\S.* (ok|failed|dropped|challenge) /gm,
      )?.length;
    expect(shown(['--all'])).toBe(requests);
    expect(shown([])).toBeLessThan(requests);
  });

  test('a silence and another address are lines of their own', () => {
    const long = json('idle-expiry', ['sessions']).map(({ id }) => String(id));
    const texts = long.map((id) => run('idle-expiry', ['sessions', 'show', id]).stdout).join('\n');
    expect(texts).toMatch(/^\d:\d\d:\S+ {2}── \d+ min.* of silence$/m);
    const moved = json('network-switch', ['sessions']).filter(({ resumes }) => Number(resumes) > 0);
    expect(moved.length).toBeGreaterThan(0);
    const { stdout } = run('network-switch', ['sessions', 'show', String(moved[0]?.['id'])]);
    expect(stdout).toMatch(/── another client address: [\d.]+ → [\d.]+$/m);
    expect(stdout).toMatch(/resume +network +went on/);
  });

  test('takes the context in any spelling', () => {
    const { id, context } = failedOver();
    for (const spelling of [context, `{${context.toUpperCase()}}`, context.replaceAll('-', '')])
      expect(run('database-failover', ['sessions', 'show', spelling]).stdout).toMatch(`Session ${id},`);
  });

  test('a database that is named before the subcommand counts too', () => {
    const { id } = failedOver();
    const args = [MAIN, 'sessions', '--db', database('database-failover'), 'show', id];
    expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toMatch(/^Session/);
  });

  test('no step is wider than the terminal, and it says where to see more', () => {
    const { id } = failedOver();
    for (const columns of [60, 140]) {
      const { stdout } = run('database-failover', ['sessions', 'show', id], columns);
      const steps = stdout.split('\n').filter((line) => /^(offset|───|\d:|\s+└)/.test(line));
      expect(steps.length).toBeGreaterThan(10);
      for (const line of steps) expect(width(line)).toBeLessThanOrEqual(columns);
      expect(/A wider terminal/.test(stdout)).toBe(columns < 100);
    }
  });

  test.each(['99999', 'nonsense', '00000000-0000-0000-0000-000000000000'])('%s is no session', (id) => {
    const { status, stderr } = run('database-failover', ['sessions', 'show', id]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(`there is no session ${id} .*mapiscope sessions`),
    ]);
  });
});

describe('mapiscope reconnects show', () => {
  const anna = () => {
    const [row] = json('database-failover', ['reconnects', '--user', 'CONTOSO\\anna.abel']);
    return { id: String(row?.['id']), context: String(row?.['context']) };
  };

  test('tells what was lost when, why, and what the client tried', () => {
    const { stdout, status } = run('database-failover', ['reconnects', 'show', anna().id], 140);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Reconnect \d+: failover$/m);
    expect(stdout).toMatch(/^last good +2026-03-04 08:05:24\.261 UTC$/m);
    expect(stdout).toMatch(/^lost +2026-03-04 08:05:24\.332 UTC +71 ms +█/m);
    expect(stdout).toMatch(/^first attempt +2026-03-04 08:05:30\.128 UTC +5\.7 s/m);
    expect(stdout).toMatch(/^connected +2026-03-04 08:05:35\.250 UTC +5\.1 s/m);
    expect(stdout).toMatch(/^usable +2026-03-04 08:05:35\.266 UTC +16 ms/m);
    expect(stdout).toMatch(/^usable in 5\.1 s, recovered in 10\.9 s, .*2 attempts, 0 challenges$/m);
    expect(stdout).toMatch(
      /^Why failover\n {2}- another back end answered: EXCH01 → EXCH02 \(request \d+, \d:\d+ \d:\d+\)$/m,
    );
    expect(stdout).toMatch(
      /└ rpc 1142 DatabaseNotInitialized \(database_unavailable\), recovered in 5\.0 s$/m,
    );
    expect(stdout).toMatch(/Beside 1 other reconnect within a day: the slowest was usable in 11\.1 s\./);
  });

  test('takes the context that the client got', () => {
    const { id, context } = anna();
    expect(run('database-failover', ['reconnects', 'show', context]).stdout).toMatch(`Reconnect ${id}:`);
  });

  test('tells of an expired context how long the client was silent', () => {
    const [row] = json('idle-expiry', ['reconnects']).filter(({ cause }) => cause === 'idle_expiry');
    const { stdout } = run('idle-expiry', ['reconnects', 'show', String(row?.['id'])]);
    expect(stdout).toMatch(/the same back end answered/);
    expect(stdout).toMatch(/the client was silent for \d+ (min|h).*; a context lives for 15 minutes$/m);
  });

  test('tells of a resume what broke and by what the context went on', () => {
    const [row] = json('network-switch', ['reconnects']).filter(({ kind }) => kind === 'resume');
    const { stdout } = run('network-switch', ['reconnects', 'show', String(row?.['id'])]);
    expect(stdout).toMatch(/^Resume \d+: network$/m);
    expect(stdout).toMatch(/the client came from another address: [\d.]+ → [\d.]+ \(request/);
    expect(stdout).toMatch(/the same context was served again \(request/);
  });

  test('json is the same as data', () => {
    const detail = json<Record<string, unknown>>('database-failover', ['reconnects', 'show', anna().id]);
    expect(Object.keys(detail)).toEqual([
      'reconnect',
      'evidence',
      'requests',
      'failures',
      'peers',
      'coverage',
    ]);
  });

  test('says so where there is none', () => {
    const { status, stderr } = run('database-failover', ['reconnects', 'show', '5']);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/there is no reconnect 5 .*mapiscope reconnects/),
    ]);
  });
});
