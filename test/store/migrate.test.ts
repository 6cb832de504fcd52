import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openForReading, openForWriting, StoreError } from '../../src/store/sqlite/database.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { recordTables, sharedTables, type TableShape } from '../../src/store/tables.ts';
import { memoryDatabase, temporaryFolder } from '../support/database.ts';

describe('opening a database', () => {
  test('applies every migration once, and nothing at the next opening', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    openForWriting(file).close();
    const db = openForWriting(file);
    expect(db.pragma('user_version', { simple: true })).toBe(readdirSync('migrations').length);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  test('refuses a database of a newer program, and says what to do', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    const db = openForWriting(file);
    db.pragma('user_version = 999');
    db.close();
    expect(() => openForWriting(file)).toThrow(StoreError);
    expect(() => openForWriting(file)).toThrow(/newer mapiscope.*--db/);
  });

  test('refuses a second writer, and lets it in when the first has closed', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    const first = openForWriting(file);
    expect(() => openForWriting(file)).toThrow(/another mapiscope writes/);
    openForReading(file).close();
    first.close();
    openForWriting(file).close();
  });

  test('refuses the database of another program', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    const other = new Database(file);
    other.exec('CREATE TABLE t (x)');
    other.close();
    expect(() => openForWriting(file)).toThrow(/another program/);
  });

  test('refuses a file that is no database', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    writeFileSync(file, 'this is a text, not a database, and long enough to be sure of it. '.repeat(20));
    expect(() => openForWriting(file)).toThrow(/not a database/);
  });

  test('a migration that fails leaves the database as it was', () => {
    const folder = temporaryFolder();
    cpSync('migrations', folder, { recursive: true });
    writeFileSync(path.join(folder, '9999_broken.sql'), 'CREATE TABLE half (x); CREATE TABLE half (x);');
    const db = new Database(':memory:');
    expect(() => migrate(db, folder)).toThrow(/half/);
    expect(db.pragma('user_version', { simple: true })).toBe(readdirSync('migrations').length);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    db.close();
  });

  test('reading needs an existing database, and can not write', () => {
    const file = path.join(temporaryFolder(), 'x.db');
    expect(() => openForReading(file)).toThrow(/mapiscope ingest/);
    openForWriting(file).close();
    const db = openForReading(file);
    expect(() => db.exec('DELETE FROM source')).toThrow(/readonly/);
    db.close();
  });
});

test('the tables that ingest fills have the columns it gives, in order', () => {
  const db = memoryDatabase();
  const columns = (table: string) => db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const shapes: [TableShape, string[]][] = [
    ...Object.values(sharedTables).map((shape): [TableShape, string[]] => [shape, ['id']]),
    ...Object.values(recordTables).map((shape): [TableShape, string[]] => [shape, ['id', 'source_id']]),
  ];
  for (const [{ table, columns: given }, first] of shapes)
    expect(columns(table), table).toEqual([...first, ...given]);
});
