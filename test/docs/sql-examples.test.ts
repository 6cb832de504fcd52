import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import { type Block, blocks, pages, ROOT, textOf } from './markdown.ts';

/** A database with the logs of a folder; empty where there is no such folder. */
async function databaseOf(folder: string): Promise<Connection> {
  const db = openForWriting(':memory:');
  const samples = path.join(ROOT, folder);
  if (existsSync(samples)) await ingest(db, [samples]);
  return db;
}

const queriesOf = (page: string): string[] =>
  blocks(textOf(page))
    .filter(({ language }) => language === 'sql')
    .map(({ code }) => code);

describe('every query of the documentation runs', () => {
  let db: Connection;
  beforeAll(async () => {
    db = await databaseOf('samples');
    return () => {
      db.close();
    };
  });

  test('there are ten recipes or more', () => {
    expect(queriesOf('docs/guide/sql-recipes.md').length).toBeGreaterThanOrEqual(10);
  });

  const queries = pages().flatMap((page) => queriesOf(page).map((sql, i) => [`${page} ${i + 1}`, sql]));
  test.each(queries)('%s', (_, sql) => {
    const statement = db.prepare(sql as string);
    expect(statement.reader && statement.readonly).toBe(true);
    expect(() => statement.all()).not.toThrow();
  });
});

describe('the first diagnosis shows what its queries give', () => {
  const page = blocks(textOf('docs/guide/first-diagnosis.md'));
  const isTable = (block: Block | undefined): boolean => block?.code.startsWith('┌') === true;
  const shown = page.flatMap((block, i): [string, string][] => {
    const next = page[i + 1];
    return block.language === 'sql' && next !== undefined && isTable(next) ? [[block.code, next.code]] : [];
  });
  let db: Connection;
  beforeAll(async () => {
    db = await databaseOf('samples/database-failover');
    return () => {
      db.close();
    };
  });

  test('with three tables', () => {
    expect(shown).toHaveLength(3);
  });

  test.each(shown)('%s', (sql, output) => {
    const statement = db.prepare(sql);
    const rows = statement.raw(true).all() as (string | number | null)[][];
    const cells = output
      .split('\n')
      .filter((line) => line.startsWith('│'))
      .map((line) =>
        line
          .split('│')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(cells).toEqual([
      statement.columns().map(({ name }) => name),
      ...rows.map((row) => row.map((cell) => String(cell ?? ''))),
    ]);
  });
});
