import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Row } from '../../src/ingest/row.ts';

// What splits lines must equal csv-parse, whatever an attacker or a torn write puts into a line. The number of
// lines is small here and set to a million for a full run: ROW_RUNS=1000000 npx vitest run test/ingest/row.test.ts
const RUNS = Number(process.env['ROW_RUNS'] ?? 20_000);

const oracle = (line: string): string[] | null => {
  try {
    return (parse(line, { relax_column_count: true, record_delimiter: '\n' }) as string[][])[0] ?? [];
  } catch {
    return null;
  }
};

const field = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[A-Za-z0-9:;={}~\\.<>|/ -]{0,30}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '<null>', '200', 'DOMAIN\\user', 'à l’arrêt', '名前', '\u202e', '\ufeff'),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' ')),
  },
);
const quoted = field.map((text) => `"${text.replaceAll('"', '""')},${text.length}"`);
const line = fc
  .array(fc.oneof({ weight: 6, arbitrary: field }, { weight: 1, arbitrary: quoted }), {
    minLength: 1,
    maxLength: 90,
  })
  .map((fields) => fields.join(','));

/** Real-shaped lines with characters taken out, put in or doubled: torn writes and attackers. */
const mutated = fc
  .tuple(line, fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '"', ',', '""', 'x', '\\')), { maxLength: 4 }))
  .map(([text, changes]) => {
    let changed = text;
    for (const [place, put] of changes) {
      const at = changed.length === 0 ? 0 : place % changed.length;
      changed = changed.slice(0, at) + put + changed.slice(at + 1);
    }
    return changed;
  });

describe('splitting a line', () => {
  test('gives what csv-parse gives, or refuses what csv-parse refuses', () => {
    const row = new Row();
    fc.assert(
      fc.property(fc.oneof(line, mutated), (generated) => {
        // Decoded bytes never hold half a surrogate pair.
        const text = generated.toWellFormed();
        fc.pre(text !== '');
        const expected = oracle(text);
        const refused = row.split(text);
        if (expected === null) expect(refused).toMatch(/quotes do not match/);
        else {
          expect(refused).toBeNull();
          expect(row.values()).toEqual(expected);
          for (const [i, value] of expected.entries()) expect(row.isEmpty(i)).toBe(value === '');
        }
      }),
      { numRuns: RUNS },
    );
  }, 3_600_000);

  test('gives neighbouring fields as one slice', () => {
    const row = new Row();
    row.split('a,bb,,d');
    expect(row.range(1, 3)).toBe('bb,,d');
    expect(row.range(0, 0)).toBe('a');
  });

  test('has nothing beyond its fields', () => {
    const row = new Row();
    row.split('a,b,c');
    row.split('x');
    expect(row.count).toBe(1);
    expect([row.get(1), row.get(-1)]).toEqual(['', '']);
    expect(row.isEmpty(1)).toBe(true);
  });

  test('refuses a line of more fields than any log has', () => {
    expect(new Row().split(','.repeat(600))).toMatch(/more than 512 fields/);
    expect(new Row().split(`"a"${','.repeat(600)}`)).toMatch(/more than 512 fields/);
  });
});
