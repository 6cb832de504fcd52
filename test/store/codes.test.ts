import path from 'node:path';
import { expect, test } from 'vitest';
import { CODES } from '../../src/formats/codes/codes.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import { memoryDatabase, temporaryFolder } from '../support/database.ts';

const all = (db: Connection, sql: string) => db.prepare(sql).all();

test('the view has every code with all that is known of it', () => {
  const stored = memoryDatabase().prepare('SELECT * FROM codes').all() as Record<string, unknown>[];
  const expected = CODES.map((code) => ({
    ...code,
    hex: code.number === null ? null : `0x${code.number.toString(16).toUpperCase().padStart(8, '0')}`,
    aliases: code.aliases.length === 0 ? null : code.aliases.join(' '),
    sure: Number(code.sure),
  }));
  const key = ({ layer, code }: Record<string, unknown>) => `${layer} ${code}`;
  const sorted = (rows: Record<string, unknown>[]) => rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(sorted(stored)).toEqual(sorted(expected));
});

test('names join by number and by any spelling of a name', () => {
  const rows = all(
    memoryDatabase(),
    `WITH logged (layer, value) AS (VALUES ('rpc', 1010), ('proxy', 'CONNECTFAILURE'), ('proxy', '3003'), ('proxy', 'New'))
     SELECT value, name FROM logged
     LEFT JOIN codes ON codes.layer = logged.layer AND (codes.number = value OR codes.code = value)`,
  );
  expect(rows).toEqual([
    { value: 1010, name: 'LoginPermission' },
    { value: 'CONNECTFAILURE', name: 'ConnectFailure' },
    { value: '3003', name: 'MailboxGuidWithDomainNotFound' },
    { value: 'New', name: null },
  ]);
});

test('opening again writes nothing while the content is the same', () => {
  const file = path.join(temporaryFolder(), 'x.db');
  const first = openForWriting(file);
  // Would be gone if the table were filled again.
  first.exec("UPDATE code SET meaning = 'kept' WHERE layer = 'rpc' AND number = 1010");
  first.close();
  const second = openForWriting(file);
  expect(all(second, "SELECT meaning FROM codes WHERE layer = 'rpc' AND number = 1010")).toEqual([
    { meaning: 'kept' },
  ]);
  second.close();
});

test('a database with the content of another program is brought up to date at opening', () => {
  const file = path.join(temporaryFolder(), 'x.db');
  const first = openForWriting(file);
  const expected = all(first, 'SELECT * FROM codes');
  first.exec(
    `DELETE FROM code WHERE layer = 'http';
     UPDATE code SET name = 'Outdated' WHERE layer = 'rpc' AND number = 1010;
     INSERT INTO code (layer, code, number, name, sure) VALUES ('rpc', '77777', 77777, 'Withdrawn', 1);
     UPDATE code_content SET hash = 'another'`,
  );
  first.close();
  const second = openForWriting(file);
  expect(all(second, 'SELECT * FROM codes')).toEqual(expected);
  expect(all(second, 'SELECT count(*) AS rows FROM code_content')).toEqual([{ rows: 1 }]);
  second.close();
});
