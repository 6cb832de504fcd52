import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { generate } from '../../../src/generate/generate.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../../src/store/sqlite/database.ts';
import { DirtySlots } from '../../../src/store/sqlite/figures/dirty.ts';
import { Figures } from '../../../src/store/sqlite/figures/figures.ts';
import { LONG_MS } from '../../../src/store/sqlite/figures/long-facts.ts';
import { LongRollUp } from '../../../src/store/sqlite/figures/long-roll-up.ts';
import { RollUp } from '../../../src/store/sqlite/figures/roll-up.ts';
import type { Dimension } from '../../../src/store/sqlite/figures/shapes.ts';
import { stepsOf } from '../../../src/store/sqlite/figures/steps.ts';
import { filterColumns, type RequestFilter } from '../../../src/store/sqlite/request-filter.ts';
import { sharedFolder } from '../../support/database.ts';
import { allRows, valuesOf } from './naive.ts';

const START = Date.parse('2026-03-04T00:00:00Z');
const HOUR = 3_600_000;
const DIMENSIONS: readonly Dimension[] = [
  'user',
  'server',
  'database',
  'subnet',
  'client_version',
  'request_type',
  'outcome',
  'failure_class',
];

const folder = sharedFolder();
let db: Connection;
let figures: Figures;
let values: Map<string, string[]>;

beforeAll(async () => {
  await generate({ out: path.join(folder, 'se'), servers: 3, clients: 6, hours: 20, noise: 0.4, seed: 5 });
  await generate({
    out: path.join(folder, 'classic'),
    servers: 1,
    clients: 3,
    hours: 8,
    layout: '2013',
    seed: 6,
  });
  db = openForWriting(path.join(folder, 'long.db'));
  await ingest(db, [path.join(folder, 'se'), path.join(folder, 'classic')]);
  figures = new Figures(db);
  const rows = allRows(db);
  values = new Map(
    filterColumns.map((column) => {
      const all = rows.flatMap((row) => (column === 'server' ? valuesOf(row, 'server') : [row[column]]));
      return [column, [...new Set(all.filter((value) => typeof value === 'string'))].slice(0, 30)];
    }),
  );
}, 180_000);
afterAll(() => db.close());

const rollUp = (): void => {
  new RollUp(db).finish();
  new LongRollUp(db).finish();
};
beforeEach(rollUp);

const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** Forgets all facts of six hours; those of ten minutes stay. */
const withoutLong = <T>(ask: () => T): T => {
  db.exec('BEGIN; DELETE FROM fact_long');
  try {
    return ask();
  } finally {
    db.exec('ROLLBACK');
  }
};

type Range = RequestFilter & { sinceMs: number; untilMs: number };

/** @param most steps: with few of them each has whole six hours in it */
function ask(filter: Range, most: number) {
  const steps = stepsOf(filter.sinceMs, filter.untilMs, most);
  return {
    overview: figures.overview(filter, steps),
    facets: figures.facets(filter, DIMENSIONS, 10),
    latency: DIMENSIONS.map((by) => figures.latency(filter, steps, { measure: 'duration_ms', by })),
    evidence: figures.evidence(filter, steps),
  };
}

/** Numbers without what adding up in another order does to their last digits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, one) =>
    typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(12)) : one,
  );

test('figures of six hours are those of ten minutes, for any filter, range and steps', () => {
  const columns = filterColumns.map((column) =>
    fc
      .option(
        fc.uniqueArray(fc.constantFrom(...(values.get(column) ?? []), 'nothing has this'), { maxLength: 3 }),
        { nil: undefined, freq: 9 },
      )
      .map((wanted) => [column, wanted] as const),
  );
  const at = fc.oneof(
    fc.integer({ min: -8, max: 30 }).map((hours) => START + hours * HOUR),
    fc.integer({ min: START - HOUR, max: START + 21 * HOUR }),
  );
  const ms = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined, freq: 12 });
  const filters = fc.tuple(fc.tuple(...columns), fc.tuple(at, at), ms, ms, fc.boolean()).map(
    ([chosen, [a, b], minMs, maxMs, includeNoise]): Range => ({
      ...Object.fromEntries(chosen),
      sinceMs: Math.min(a, b),
      untilMs: Math.max(a, b),
      minMs,
      maxMs,
      includeNoise,
    }),
  );
  expect(count('fact_long')).toBeGreaterThan(6);
  fc.assert(
    fc.property(filters, fc.constantFrom(2, 5, 120), (filter, most) => {
      const found = ask(filter, most);
      expect(rounded(found)).toEqual(rounded(withoutLong(() => ask(filter, most))));
    }),
    { numRuns: Number(process.env['LONG_RUNS'] ?? 60) },
  );
}, 300_000);

const all: Range = { sinceMs: START - 6 * HOUR, untilMs: START + 30 * HOUR, includeNoise: true };

test('the whole is made of six hours, which are a fraction of the requests', () => {
  const sizes = (sql: string): number => Number(db.prepare(sql).pluck().get());
  const long = sizes('SELECT sum(rows + failed_rows) FROM fact_long');
  expect(long).toBeLessThan(0.7 * sizes('SELECT sum(rows) FROM fact_block'));
  expect(ask(all, 5).overview.totals.requests).toBe(count('request'));
  // Were they not read, nobody would miss what is in them.
  const lost = db.transaction(() => {
    db.exec(
      "UPDATE fact_long SET cells = x'', rows = 0, facts = x'', failed_rows = 0, failed_facts = x'', failed_spent = x'', sums = x''",
    );
    const { requests } = ask(all, 5).overview.totals;
    db.exec('DELETE FROM fact_long');
    return requests;
  })();
  expect(lost).toBe(0);
  db.exec('UPDATE fact_long_due SET touched_ms = 0');
  db.exec('INSERT OR IGNORE INTO fact_long_due SELECT DISTINCT id / 72, 1, 0 FROM fact_block');
  rollUp();
  expect(ask(all, 5).overview.totals.requests).toBe(count('request'));
});

test('a change is seen at once, and after each step of making them anew', () => {
  const change = db.transaction(() => {
    const slots = new DirtySlots(db);
    const rows = db
      .prepare(
        "SELECT id, ended_ms FROM request WHERE outcome = 'ok' AND noise IS NULL AND duration_ms < 1000 ORDER BY id LIMIT 7",
      )
      .raw()
      .all() as [number, number][];
    for (const [id, endedMs] of rows) {
      db.prepare('UPDATE request SET duration_ms = 777777 WHERE id = ?').run(id);
      slots.mark(endedMs);
    }
    slots.store();
  });
  const before = ask(all, 5);
  change();
  const truth = rounded(withoutLong(() => ask(all, 5)));
  expect(rounded(ask(all, 5))).toEqual(truth);
  expect(truth).not.toEqual(rounded(before));
  const [short, long] = [new RollUp(db), new LongRollUp(db)];
  while (short.step()) expect(rounded(ask(all, 5))).toEqual(truth);
  expect(count('fact_long_due')).not.toBe(0);
  while (long.step());
  expect(count('fact_long_due')).toBe(0);
  expect(rounded(ask(all, 5))).toEqual(truth);
});

test('blocks that are made anew while six hours are put together make them due again', () => {
  db.exec('UPDATE fact_block SET rows = rows WHERE id = (SELECT max(id) FROM fact_block)');
  const long = new LongRollUp(db);
  const due = count('fact_long_due');
  expect(due).toBe(1);
  expect(long.step()).toBe(true);
  db.exec('UPDATE fact_block SET rows = rows WHERE id = (SELECT max(id) FROM fact_block)');
  const made = count('fact_long');
  for (let i = 0; i < 35; i++) long.step();
  expect(count('fact_long')).toBe(made);
  expect(count('fact_long_due')).toBe(1);
  long.finish();
  expect(count('fact_long')).toBe(Number(made) + 2);
});

test('what has just changed is left alone for a minute', () => {
  db.exec('UPDATE fact_block SET rows = rows WHERE id = (SELECT max(id) FROM fact_block)');
  const long = new LongRollUp(db);
  expect(long.step(Date.now())).toBe(false);
  expect(long.step(Date.now() + LONG_MS)).toBe(true);
});
