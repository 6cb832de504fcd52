import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import { countFailures, failurePage } from '../../src/store/sqlite/failures.ts';
import type { PageCursor } from '../../src/store/sqlite/paging.ts';
import { spellingsIn } from '../../src/store/sqlite/people.ts';
import { countReconnects, reconnectPage } from '../../src/store/sqlite/reconnects.ts';
import { type RequestFilter, type ResolvedFilter, resolve } from '../../src/store/sqlite/request-filter.ts';
import { sessionConditions } from '../../src/store/sqlite/session-filter.ts';
import { countSessions, sessionPage } from '../../src/store/sqlite/sessions.ts';
import type { Cell } from '../../src/store/sqlite/view-rows.ts';

type Row = Record<string, Cell> & { id: number };

let folder: string;
let db: Connection;
let rows: Record<'requests' | 'sessions' | 'failures' | 'reconnects', Row[]>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-lists-'));
  const out = path.join(folder, 'logs');
  await generate({ out, scenarios: ['mixed'], servers: 3, clients: 8, hours: 4, noise: 0.3, seed: 4 });
  db = openForWriting(path.join(folder, 'logs.db'));
  await ingest(db, [out]);
  const all = (view: string): Row[] => db.prepare(`SELECT * FROM ${view}`).all() as Row[];
  rows = {
    requests: all('requests'),
    sessions: all('sessions'),
    failures: all('failures'),
    reconnects: all('reconnects'),
  };
}, 120_000);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What each list is: its view, what it is ordered by, and which of its rows lie in a range. */
const lists = {
  sessions: {
    page: sessionPage,
    count: countSessions,
    key: 'started_ms',
    from: (row: Row) => Number(row['ended_ms']),
    to: (row: Row) => Number(row['started_ms']),
    session: (row: Row) => row.id,
  },
  failures: {
    page: failurePage,
    count: countFailures,
    key: 'at_ms',
    from: (row: Row) => Number(row['at_ms']),
    to: (row: Row) => Number(row['at_ms']),
    session: (row: Row) => row['session_id'],
  },
  reconnects: {
    page: reconnectPage,
    count: countReconnects,
    key: 'first_attempt_ms',
    from: (row: Row) => Number(row['first_attempt_ms']),
    to: (row: Row) => Number(row['first_attempt_ms']),
    session: (row: Row) => row['session_id'],
  },
} as const;
type List = keyof typeof lists;

const newestFirst = (found: readonly Row[], key: string): Row[] =>
  [...found].sort((a, b) => Number(b[key]) - Number(a[key]) || b.id - a.id);

/** All pages of a list, one after the other. */
function walk(list: List, filter: ResolvedFilter, limit: number): Row[] {
  const found: Row[] = [];
  for (let after: PageCursor | null = null; ; ) {
    const part: Row[] = lists[list].page(db, filter, limit, after);
    found.push(...part);
    const last = part.at(-1);
    if (last === undefined || part.length < limit) return found;
    after = { key: Number(last[lists[list].key]), id: last.id };
  }
}

/** What a row of a list has in the place of what a filter asks for. */
function valuesOf(list: List, row: Row, column: string): Cell[] {
  if (column === 'server') return [...valuesOf(list, row, 'front_end'), row['back_end'] ?? null];
  if (column === 'front_end' && list === 'sessions') return String(row['front_ends']).split(', ');
  if (column === 'client_ip' && list !== 'failures') {
    const own = rows.requests.filter(({ session_id }) => session_id === lists[list].session(row));
    // The addresses at its first and its latest request; the rows of a client that moves once.
    return [row['client_ip'] ?? null, ...own.map(({ client_ip }) => client_ip ?? null)];
  }
  if (column === 'user') return [String(row['user']).toLowerCase()];
  return [row[column] ?? null];
}

const OF_REQUESTS = ['request_type', 'outcome', 'failure_class'];

/** The rows of a view that a filter means, by looking at each of them. */
function meant(list: List, filter: ResolvedFilter): Row[] {
  const { from, to, session } = lists[list];
  const has = (row: Row, [column, wanted]: readonly [string, ReadonlySet<string>]): boolean =>
    valuesOf(list, row, column).some((value) => typeof value === 'string' && wanted.has(value));
  return rows[list].filter((row) => {
    if (filter.sinceMs !== null && from(row) < filter.sinceMs) return false;
    if (filter.untilMs !== null && to(row) >= filter.untilMs) return false;
    if (!filter.includeNoise && (row['noise'] ?? null) !== null) return false;
    if (list === 'failures')
      return [...filter.values].every(([column, wanted]) => {
        if (column === 'outcome') return wanted.has('failed');
        return has(row, [column === 'failure_class' ? 'class' : column, wanted]);
      });
    const ofRequests = [...filter.values].filter(([column]) => OF_REQUESTS.includes(column));
    const ofRow = [...filter.values].filter(([column]) => !OF_REQUESTS.includes(column));
    if (!ofRow.every((one) => has(row, one))) return false;
    if (ofRequests.length === 0) return true;
    const own = rows.requests.filter(({ session_id }) => session_id === session(row));
    return own.some((request) => ofRequests.every(([column, wanted]) => wanted.has(String(request[column]))));
  });
}

const COLUMNS = ['user', 'mailbox', 'front_end', 'back_end', 'database', 'client_software', 'client_version'];
const MORE_COLUMNS = ['client_instance', 'context', 'endpoint', 'request_type', 'outcome', 'failure_class'];

/** Filters of what a row of the list, or a request of its session, has; and now and then of what nothing has. */
function filters(list: List): fc.Arbitrary<RequestFilter> {
  const times = rows.requests.map((row) => Number(row['ended_ms']));
  const time = fc.integer({ min: Math.min(...times), max: Math.max(...times) });
  const columns = fc.uniqueArray(fc.constantFrom(...COLUMNS, ...MORE_COLUMNS, 'server'), { maxLength: 3 });
  return fc
    .record({
      row: fc.constantFrom(...rows[list]),
      another: fc.constantFrom(...rows[list]),
      columns,
      nothing: fc.integer({ max: 9, min: 0 }),
      nth: fc.nat(),
      range: fc.record({ sinceMs: time, untilMs: time }, { requiredKeys: [] }),
      includeNoise: fc.boolean(),
    })
    .map(({ row, another, columns: asked, nothing, nth, range, includeNoise }) => {
      const valueIn = (of: Row, column: string): string[] => {
        const session = lists[list].session(of);
        const requests = rows.requests.filter(({ session_id }) => session_id === session);
        const source = column in of && column !== 'outcome' ? of : requests[nth % requests.length];
        const value = source?.[column === 'server' ? 'back_end' : column];
        return typeof value === 'string' ? [value] : [];
      };
      const values = asked.map((column, at) => [
        column,
        nothing === at ? ['nothing'] : [...valueIn(row, column), ...valueIn(another, column)],
      ]);
      return { includeNoise, ...(nothing % 2 === 0 ? {} : range), ...Object.fromEntries(values) };
    });
}

describe.each(Object.keys(lists) as List[])('the list of %s', (list) => {
  test('has all rows, newest first, whatever the size of a page', () => {
    const filter = resolve({ includeNoise: true }, spellingsIn(db));
    const expected = newestFirst(rows[list], lists[list].key);
    expect(expected.length).toBeGreaterThan(20);
    for (const limit of [1, 7, 1000]) expect(walk(list, filter, limit)).toEqual(expected);
  });

  test('has the rows that a filter means, and counts them', { timeout: 60_000 }, () => {
    let matches = 0;
    fc.assert(
      fc.property(filters(list), (asked) => {
        const filter = resolve(asked, spellingsIn(db));
        const expected = newestFirst(meant(list, filter), lists[list].key);
        matches += expected.length === 0 ? 0 : 1;
        expect(walk(list, filter, 50).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(lists[list].count(db, filter)).toBe(expected.length);
      }),
      { numRuns: 200 },
    );
    expect(matches).toBeGreaterThan(100);
  });

  test('finds the client by an address that it had', () => {
    const [row] = rows[list].filter(({ client_ip }) => typeof client_ip === 'string');
    const address = String(row?.['client_ip']);
    const filter = resolve({ includeNoise: true, client_ip: [address] }, spellingsIn(db));
    expect(walk(list, filter, 50).map(({ id }) => id)).toContain(row?.id);
    for (const found of walk(list, filter, 50)) expect(valuesOf(list, found, 'client_ip')).toContain(address);
  });

  test('finds a person by another spelling', () => {
    const other = db
      .prepare(
        `SELECT p.name FROM people p JOIN people q ON q.person_id = p.person_id AND q.name <> p.name
         WHERE q.name IN (SELECT lower(user) FROM ${list})`,
      )
      .pluck()
      .get() as string;
    const filter = resolve({ includeNoise: false, user: [other.toUpperCase()] }, spellingsIn(db));
    const found = walk(list, filter, 50);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(rows[list].length);
  });

  test('takes a range of time from an index', () => {
    const plans: string[] = [];
    const prepare = db.prepare.bind(db);
    const spy = new Proxy(db, {
      get: (target, name) =>
        name === 'prepare'
          ? (sql: string) => {
              plans.push(sql);
              return prepare(sql);
            }
          : Reflect.get(target, name),
    });
    const filter = resolve({ includeNoise: false, sinceMs: 0, untilMs: 1 }, spellingsIn(db));
    lists[list].page(spy, filter, 10, { key: 1, id: 1 });
    const parameters = { sinceMs: 0, untilMs: 1, afterKey: 1, afterId: 1, limit: 10 };
    const plan = prepare(`EXPLAIN QUERY PLAN ${plans[0]}`).all(parameters) as { detail: string }[];
    const details = plan.map(({ detail }) => detail).join('\n');
    const indexes = {
      sessions: [/session_started \(started_ms<\?\)/],
      failures: [/request_failed \(ended_ms>\? AND ended_ms<\?\)/],
      reconnects: [
        /session_reconnected \(<expr>>\? AND <expr><\?\)/,
        /resume_attempted \(first_attempt_ms>\?/,
      ],
    };
    for (const index of indexes[list]) expect(details).toMatch(index);
  });
});

test.each([
  { asked: { subnet: ['10.20.0.0/24'] }, index: 'COVERING INDEX request_session' },
  { asked: { request_type: ['Connect'] }, index: 'COVERING INDEX request_session' },
  { asked: { failure_class: ['routing'] }, index: 'INDEX request_failed' },
  { asked: { outcome: ['failed'] }, index: 'INDEX request_failed' },
])('sessions with requests of $asked are found in an index', ({ asked, index }) => {
  const { where, params } = sessionConditions(resolve({ includeNoise: false, ...asked }, spellingsIn(db)));
  const sql = `EXPLAIN QUERY PLAN SELECT s.id FROM session s WHERE ${where.join(' AND ')}`;
  const plan = (db.prepare(sql).all(params) as { detail: string }[]).map(({ detail }) => detail);
  expect(plan.filter((detail) => /\bq\b/.test(detail)).join('\n')).toContain(index);
});

test('reconnects can be had the slowest first', () => {
  const filter = resolve({ includeNoise: false }, spellingsIn(db));
  const measured = rows.reconnects.filter((row) => row['usable_ms'] !== null);
  const expected = newestFirst(measured, 'usable_ms').map(({ id }) => id);
  const found: number[] = [];
  for (let after: PageCursor | null = null; ; ) {
    const part: Row[] = reconnectPage(db, filter, 20, after, { order: 'usable_ms' });
    found.push(...part.map(({ id }) => id));
    const last = part.at(-1);
    if (last === undefined) break;
    after = { key: Number(last['usable_ms']), id: last.id };
  }
  expect(found).toEqual(expected);
});

test.each([[['reconnect', 'restart']], [['resume']]] as const)(
  'reconnects can be had of one kind: %s',
  (kinds) => {
    const filter = resolve({ includeNoise: false }, spellingsIn(db));
    const expected = newestFirst(
      rows.reconnects.filter(({ kind }) => (kinds as readonly unknown[]).includes(kind)),
      'first_attempt_ms',
    ).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(0);
    expect(reconnectPage(db, filter, -1, null, { kinds }).map(({ id }) => id)).toEqual(expected);
  },
);
