import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../src/generate/generate.ts';
import type { LayoutName } from '../../../src/generate/product.ts';
import { MIXED } from '../../../src/generate/scenarios/all.ts';
import type { PersonTruth, Truth } from '../../../src/generate/truth.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../../src/store/sqlite/database.ts';
import { ingested, sharedFolder } from '../../support/database.ts';
import { backRow, frontRow, log, type Values } from '../../support/logs.ts';

/** Names by the person that they are said to mean. */
function peopleIn(db: Connection): string[][] {
  const persons = new Map<number, string[]>();
  const rows = db.prepare('SELECT name, person_id FROM people ORDER BY name').raw().all() as [
    string,
    number,
  ][];
  for (const [name, person] of rows) persons.set(person, [...(persons.get(person) ?? []), name]);
  return [...persons.values()];
}

const namesOf = ({ user, smtp, legacyDn }: PersonTruth): string[] =>
  [user, smtp, legacyDn].map((name) => name.toLowerCase());

describe.each<{ layout: LayoutName; scenario: string }>([
  { layout: '2013', scenario: 'clean_day' },
  { layout: '2013', scenario: 'refused_logon' },
  { layout: '2013', scenario: MIXED },
  { layout: 'se', scenario: 'refused_logon' },
  { layout: 'se', scenario: MIXED },
])('$scenario, logs of $layout', ({ layout, scenario }) => {
  const folder = sharedFolder();
  let truth: Truth;
  let db: Connection;
  let people: string[][];

  beforeAll(async () => {
    const out = path.join(folder, 'logs');
    truth = await generate({
      out,
      scenarios: [scenario],
      layout,
      servers: 4,
      clients: 14,
      hours: 3,
      seed: 4,
    });
    db = openForWriting(path.join(folder, 'logs.db'));
    await ingest(db, [out]);
    people = peopleIn(db);
  }, 120_000);
  afterAll(() => db.close());

  test('somebody has the mailbox of somebody else open, or is refused it', () => {
    const owner = new Map(truth.people.map(({ mailbox, user }) => [mailbox, user]));
    const foreign = truth.contexts.filter(({ user, mailbox }) => owner.get(mailbox) !== user);
    expect(foreign.length).toBeGreaterThan(0);
    if (scenario !== 'clean_day') expect(truth.failures.some(({ code }) => code === '1010')).toBe(true);
  });

  test('no two people are taken for one', () => {
    const owner = new Map(
      truth.people.flatMap((person) => namesOf(person).map((name) => [name, person.user])),
    );
    expect(people.length).toBeGreaterThan(0);
    for (const names of people) {
      expect(new Set(names.map((name) => owner.get(name))).size, names.join(', ')).toBe(1);
      expect(owner.has(names[0] ?? '')).toBe(true);
    }
  });

  test('who was ever let in is one person under all names in the logs', () => {
    const columns = [
      ['http_proxy', 'AuthenticatedUser'],
      ['mapi_http', 'AuthenticatedUserEmail'],
      ['mapi_client_access', 'client-name'],
      ['mapi_client_access', 'user-email'],
    ];
    const union = columns.map(([view, column]) => `SELECT lower("${column}") AS name FROM ${view}`);
    const seen = new Set(db.prepare(union.join(' UNION ')).pluck().all());
    // Both halves of the Connect must be in the logs: one front end of `mixed` was not collected.
    const letIn = new Set(
      db
        .prepare(
          `SELECT user FROM requests WHERE request_type = 'Connect' AND outcome = 'ok'
           AND source_file IS NOT NULL AND backend_source_file IS NOT NULL`,
        )
        .pluck()
        .all(),
    );
    expect(letIn.size).toBeGreaterThan(10);
    for (const person of truth.people.filter(({ user }) => letIn.has(user))) {
      const names = namesOf(person).filter((name) => seen.has(name));
      if (names.length < 2) continue;
      const known = people.find((some) => some.includes(names[0] ?? '')) ?? [];
      expect(known).toEqual(expect.arrayContaining(names));
    }
  });
});

const DN = '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=';

/** A Connect in MAPI Client Access, of the front-end record with the same number. */
const classicRow = (n: number, name: string, changes: Values = {}): Values => ({
  'date-time': '2026-03-04T09:12:44.030Z',
  'session-id': n,
  'client-name': `${DN}${name}`,
  'client-software': 'OUTLOOK.EXE',
  'request-ids': `R:{AAAAAAAA-0000-4000-8000-000000000001}:${n}|A:00000000-0000-4000-8000-${String(n).padStart(12, '0')}|FE:EXCH01.contoso.com`,
  operation: 'Connect',
  'rpc-status': '0',
  'operation-specific': 'SID=S-1-5-21-1-2-3-1100, Flags=None',
  'user-email': `${name}@contoso.com`,
  ...changes,
});

/** The people that one request shows, by the names in its records. */
async function peopleOf(front: Values, ofBack: { back?: Values; classic?: Values }): Promise<string[][]> {
  const { db } = await ingested({
    'EXCH01/HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1, front)]),
    ...(ofBack.back && { 'EXCH02/MapiHttp_2026030409-1.LOG': log('mapi_http', [backRow(1, ofBack.back)]) }),
    ...(ofBack.classic && {
      'EXCH02/MAPIMB_2026030409-1.LOG': log('mapi_client_access', [ofBack.classic]),
    }),
  });
  expect(db.prepare('SELECT count(*) FROM requests').pluck().get()).toBe(1);
  return peopleIn(db);
}

describe('one request', () => {
  const user = { AuthenticatedUser: 'CONTOSO\\robert' };

  test('joins the account with the names of a Connect that was let in', async () => {
    expect(await peopleOf(user, { classic: classicRow(1, 'robert') })).toEqual([
      [`${DN}robert`.toLowerCase(), 'contoso\\robert', 'robert@contoso.com'],
    ]);
  });

  test.each([
    ['a refused one: named is the owner of the mailbox', { 'rpc-status': '1010 (rpc::LoginPerm)' }],
    ['a throttled one: nothing was checked', { 'rpc-status': '1152 (rpc::ServerTooBusy)' }],
    [
      'a service that may open the mailbox of anybody',
      { 'operation-specific': 'SID=S-1-5-21-1-2-3-1100, Flags=UseAdminPrivilege' },
    ],
    ['a row that is no Connect', { operation: 'DelegateLogon' }],
  ])('not with those of %s', async (_, changes) => {
    expect(await peopleOf(user, { classic: classicRow(1, 'ben', changes) })).toEqual([]);
  });

  test('a refused Connect does not tell who asked', async () => {
    const { all } = await ingested({
      'EXCH02/MAPIMB_2026030409-1.LOG': log('mapi_client_access', [
        classicRow(1, 'ben', { 'rpc-status': '1010 (rpc::LoginPerm)' }),
      ]),
    });
    expect(all('SELECT user, outcome FROM requests')).toEqual([{ user: null, outcome: 'failed' }]);
  });

  test.each([
    ['one that the server refused: the context may be of somebody else', { ResponseCode: 11 }],
    ['one that failed', { StatusCode: 1010 }],
    ['another account of the same domain', { AuthenticatedUserEmail: 'CONTOSO\\ben' }],
  ])('joins nobody by a back-end record: %s', async (_, changes) => {
    const back = { AuthenticatedUserEmail: 'ben@contoso.com', UPN: '', ...changes };
    expect(await peopleOf(user, { back })).toEqual([]);
  });

  test.each(['CONTOSO\\EXCH01$', 'NT AUTHORITY\\SYSTEM', 'Anonymous'])(
    'joins nobody with %s, under which requests of everybody arrive',
    async (account) => {
      const back = { AuthenticatedUser: account, AuthenticatedUserEmail: 'robert@contoso.com', UPN: '' };
      expect(await peopleOf(user, { back })).toEqual([['contoso\\robert', 'robert@contoso.com']]);
      expect(await peopleOf({ AuthenticatedUser: account }, { back })).toEqual([]);
    },
  );

  test('joins accounts of two domains: a linked mailbox has one in each', async () => {
    const back = { AuthenticatedUserEmail: 'RESOURCES\\robert', UPN: 'robert@contoso.com' };
    expect(await peopleOf(user, { back })).toEqual([
      ['contoso\\robert', 'resources\\robert', 'robert@contoso.com'],
    ]);
  });
});
