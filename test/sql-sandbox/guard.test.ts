import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { isRefusedFunction, isRefusedTable, refusal } from '../../src/sql-sandbox/guard.ts';
import { errorPosition } from '../../src/sql-sandbox/position.ts';
import { tokensOf } from '../../src/sql-sandbox/tokens.ts';

const texts = (sql: string): string[] => tokensOf(sql).map(({ kind, text }) => `${kind} ${text}`);

/** Functions that were looked at and harm nobody. */
const HARMLESS = `
  -> ->> abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling changes char coalesce concat
  concat_ws cos cosh count cume_dist current_date current_time current_timestamp date datetime
  degrees dense_rank exp first_value floor format glob group_concat hex if ifnull iif instr json
  json_array json_array_insert json_array_length json_error_position json_extract json_group_array
  json_group_object json_insert json_object json_patch json_pretty json_quote json_remove
  json_replace json_set json_type json_valid jsonb jsonb_array jsonb_array_insert jsonb_extract
  jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove
  jsonb_replace jsonb_set julianday lag last_insert_rowid last_value lead length like likelihood
  likely ln log log10 log2 lower ltrim match max median min mod nth_value ntile nullif
  octet_length percent_rank percentile percentile_cont percentile_disc pi pow power printf quote
  radians random randomblob rank replace round row_number rtrim sign sin sinh soundex
  sqlite_source_id sqlite_version sqrt strftime string_agg substr substring subtype sum tan tanh
  time timediff total total_changes trim trunc typeof unhex unicode unistr unistr_quote unixepoch
  unlikely upper zeroblob`;

describe('tokens', () => {
  test.each([
    ['SELECT/**/1--x\n,2', ['word SELECT', 'other 1', 'other ,', 'other 2']],
    [
      `a."b ""c""".\`d\`.[e f]`,
      ['word a', 'other .', 'quoted b "c"', 'other .', 'quoted d', 'other .', 'quoted e f'],
    ],
    ["'it''s' x'00ff' '", ["string it's", 'string 00ff', 'string ']],
    ['/* open', []],
    ['/*/ still */ x', ['word x']],
    ["-- 'x\n y", ['word y']],
    ['?12 :a @b $c', ['other ?12', 'other :a', 'other @b', 'other $c']],
    ['\ufeffPRAGMA', ['word PRAGMA']],
    ['ＰＲＡＧＭＡ', ['word ＰＲＡＧＭＡ']],
    ['1e5 .5 0xff', ['other 1e5', 'other .', 'other 5', 'other 0xff']],
  ])('of %j', (sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });
});

describe('the guard', () => {
  test.each([
    'SELECT pragma FROM (SELECT 1 AS pragma)',
    "SELECT 'pragma_table_info is a function'",
    'SELECT 1 -- PRAGMA x',
    'SELECT 1;',
    'SELECT 1 ; /* the end */ ;',
    "SELECT replace('a', 'b', 'c'), \"delete\" FROM (SELECT 1 AS \"delete\")",
    'SELECT rank() OVER (ORDER BY 1)',
    'EXPLAIN QUERY PLAN SELECT 1',
    'SELEC',
    '',
  ])('lets %j pass to SQLite', (sql) => {
    expect(refusal(sql)).toBeNull();
  });

  test('says where the trouble is', () => {
    expect(refusal('SELECT 1;\nDROP TABLE x')).toMatchObject({ start: 10, end: 14 });
    expect(refusal('SELECT * FROM pragma_database_list')).toMatchObject({ start: 14, end: 34 });
  });

  // An update of SQLite may bring new ones: each is to be looked at before it can be used.
  test('knows every function and virtual table of the library', () => {
    const db = new Database(':memory:');
    const names = (table: string) =>
      db.prepare(`SELECT DISTINCT name FROM pragma_${table}_list ORDER BY name`).pluck().all() as string[];
    expect(names('function').filter((name) => !isRefusedFunction(name))).toEqual(
      HARMLESS.trim().split(/\s+/),
    );
    expect(names('module').filter((name) => !isRefusedTable(name))).toEqual([]);
    db.close();
  });
});

describe('the place of an error', () => {
  const db = new Database(':memory:');
  const placeOf = (sql: string): string | null => {
    try {
      db.prepare(sql);
      return null;
    } catch (error) {
      const found = errorPosition(sql, (error as Error).message, (part) => void db.prepare(part));
      return found === null
        ? null
        : `${found.line}:${found.column} ${sql.slice(found.offset, found.offset + found.length)}`;
    }
  };

  test.each([
    ['SELEC 1', '1:1 SELEC'],
    ['SELECT 1\nFROM\n  WHERE 1', '3:3 WHERE'],
    ['SELECT (1), (2), (3)) FROM x', '1:21 )'],
    ["SELECT 'FROM' AS a FROM FROM", '1:25 FROM'],
    ["SELECT 1 AS a, 'open", "1:16 'open"],
    ['SELECT 1 FROM', '1:14 '],
    ['SELECT nothing', '1:8 nothing'],
    ["SELECT 'nothing', nothing", '1:19 nothing'],
    ['SELECT s.missing FROM sqlite_schema s', '1:8 s.missing'],
    ['SELECT "no thing" FROM sqlite_schema', '1:8 "no thing"'],
    ['SELECT 1 FROM main.nowhere', '1:15 main.nowhere'],
    ['SELECT nofunction(1)', '1:8 nofunction'],
    ['SELECT length(1, 2)', '1:8 length'],
    ['SELECT name FROM sqlite_schema a, sqlite_schema b', '1:8 name'],
    ['SELECT 1 WHERE 1 IN (SELECT 1, 2)', null],
  ])('of %j', (sql, place) => {
    expect(placeOf(sql)).toBe(place);
  });
});
