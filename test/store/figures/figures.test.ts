import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../../src/generate/generate.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../../src/store/sqlite/database.ts';
import { BUCKET_MS, slotsOf } from '../../../src/store/sqlite/figures/dirty.ts';
import { Figures } from '../../../src/store/sqlite/figures/figures.ts';
import { RollUp } from '../../../src/store/sqlite/figures/roll-up.ts';
import type { Dimension } from '../../../src/store/sqlite/figures/shapes.ts';
import { stepsOf } from '../../../src/store/sqlite/figures/steps.ts';
import { filterColumns, type RequestFilter } from '../../../src/store/sqlite/request-filter.ts';
import {
  allRows,
  countOf,
  durations,
  exact,
  filtered,
  isNear,
  type Row,
  spellings,
  stepOf,
  valuesOf,
} from './naive.ts';

const DIMENSIONS: readonly Dimension[] = [
  'user',
  'mailbox',
  'server',
  'front_end',
  'back_end',
  'database',
  'client_ip',
  'subnet',
  'client_software',
  'client_version',
  'client_mode',
  'endpoint',
  'request_type',
  'outcome',
  'failure_class',
];

let folder: string;
let db: Connection;
let figures: Figures;
let rows: Row[];
let span: { firstMs: number; lastMs: number };
/** Filters with values that occur, few of each. */
let filters: fc.Arbitrary<RequestFilter & { sinceMs: number; untilMs: number }>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-figures-'));
  const out = path.join(folder, 'logs');
  await generate({ out, servers: 3, clients: 8, hours: 2, noise: 0.5, seed: 7 });
  await generate({
    out: path.join(folder, 'old'),
    servers: 1,
    clients: 4,
    hours: 1,
    layout: '2013',
    seed: 8,
  });
  db = openForWriting(path.join(folder, 'logs.db'));
  await ingest(db, [out, path.join(folder, 'old')]);
  figures = new Figures(db);
  rows = allRows(db);
  const found = figures.span();
  if (found === null) throw new Error('nothing was read');
  span = found;
  filters = filtersOf(rows);
}, 120_000);
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function filtersOf(all: readonly Row[]): typeof filters {
  const columns = filterColumns.map((column) => {
    const values = [
      ...new Set(all.flatMap((row) => (column === 'server' ? valuesOf(row, 'server') : [row[column]]))),
    ]
      .filter((value) => typeof value === 'string')
      .slice(0, 40);
    const some = fc.uniqueArray(fc.constantFrom(...values, 'nothing has this'), { maxLength: 3 });
    return fc.option(some, { nil: undefined, freq: 8 }).map((wanted) => [column, wanted] as const);
  });
  const time = fc.integer({ min: span.firstMs - BUCKET_MS, max: span.lastMs + BUCKET_MS });
  const ms = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined, freq: 6 });
  return fc
    .tuple(fc.tuple(...columns), fc.tuple(time, time), ms, ms, fc.boolean())
    .map(([chosen, [a, b], minMs, maxMs, includeNoise]) => ({
      ...Object.fromEntries(chosen),
      sinceMs: Math.min(a, b),
      untilMs: Math.max(a, b),
      minMs,
      maxMs,
      includeNoise,
    }));
}

/**
 * Marks some ten seconds as changed, so that their requests are read one by one; of some ten minutes all of them, whose
 * facts are then gone.
 */
function soil(seed: number): void {
  const all = db.prepare('SELECT DISTINCT id / 2 FROM fact_block').pluck().all() as number[];
  const mark = db.prepare('INSERT OR REPLACE INTO fact_dirty (slot, touched_ms) VALUES (?, 0)');
  const remove = db.prepare('DELETE FROM fact_block WHERE id / 2 = ?');
  const some = (number: number, of: number): boolean => (number * 2_654_435_761 + seed) % of === 0;
  for (const bucket of all) {
    const whole = some(bucket, 5);
    const [first, end] = slotsOf(bucket);
    for (let slot = first; slot < end; slot++) if (whole || some(slot, 3)) mark.run(slot);
    if (whole) remove.run(bucket);
  }
}

const ask = (filter: RequestFilter & { sinceMs: number; untilMs: number }) => {
  const steps = stepsOf(filter.sinceMs, filter.untilMs);
  return {
    overview: figures.overview(filter, steps),
    facets: figures.facets(filter, DIMENSIONS, 10),
    latency: figures.latency(filter, steps, { measure: 'duration_ms', by: 'server' }),
    evidence: figures.evidence(filter, steps),
  };
};

test('figures of blocks are those of the requests themselves, to the last digit', () => {
  fc.assert(
    fc.property(filters, fc.nat(), (filter, seed) => {
      new RollUp(db).finish();
      expect(db.prepare('SELECT count(*) FROM fact_dirty').pluck().get()).toBe(0);
      const rolled = ask(filter);
      soil(seed);
      expect(ask(filter)).toEqual(rolled);
    }),
    { numRuns: 40 },
  );
}, 300_000);

test('counts are those of the view', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const wanted = filtered(db, rows, filter);
      const steps = stepsOf(filter.sinceMs, filter.untilMs);
      const { totals, series, servers } = figures.overview(filter, steps);
      expect(totals).toMatchObject({
        requests: wanted.length,
        failed: countOf(wanted, 'failed'),
        challenges: countOf(wanted, 'challenge'),
        client_gone: countOf(wanted, 'client_gone'),
      });
      const byStep = (of: readonly Row[]): number[] =>
        Array.from(
          { length: steps.count },
          (_, step) => of.filter((row) => stepOf(steps, row) === step).length,
        );
      expect(series.requests).toEqual(byStep(wanted));
      expect(series.failed).toEqual(byStep(wanted.filter((row) => row['outcome'] === 'failed')));
      for (const { class: name, failed } of series.failure_classes)
        expect(failed).toEqual(byStep(wanted.filter((row) => row['failure_class'] === name)));
      for (const { server, requests } of servers)
        expect(requests).toEqual(byStep(wanted.filter((row) => valuesOf(row, 'server').includes(server))));
      const named = new Set(wanted.flatMap((row) => valuesOf(row, 'server')));
      expect(servers.map(({ server }) => server)).toEqual([...named].sort());
    }),
    { numRuns: 60 },
  );
}, 300_000);

test('every value of a dimension has its count, a person one whatever the spelling', () => {
  const same = spellings(db);
  const person = (value: string | null): string | null =>
    value === null ? null : ([...same(value.toLowerCase())].sort()[0] ?? null);
  fc.assert(
    fc.property(filters, (filter) => {
      const wanted = filtered(db, rows, filter);
      for (const { dimension, values, other_values, other_count } of figures.facets(filter, DIMENSIONS, 5)) {
        const key = dimension === 'user' ? person : (value: string | null) => value;
        const counts = new Map<string | null, number>();
        for (const row of wanted) {
          for (const value of valuesOf(row, dimension as Dimension))
            counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
        }
        for (const { value, count } of values)
          expect(count, `${dimension} ${value}`).toBe(counts.get(key(value)));
        expect(values.length + other_values).toBe(counts.size);
        const all = [...counts.values()].reduce((a, b) => a + b, 0);
        expect(values.reduce((sum, { count }) => sum + count, 0) + other_count).toBe(all);
        const most = [...counts.values()].sort((a, b) => b - a).slice(0, 5);
        expect(values.map(({ count }) => count)).toEqual(most);
      }
    }),
    { numRuns: 60 },
  );
}, 300_000);

test('percentiles are within 1 % of the exact ones, in all, over time and by group', () => {
  fc.assert(
    fc.property(filters, fc.constantFrom(...DIMENSIONS), (filter, by) => {
      const timed = durations(filtered(db, rows, filter));
      const steps = stepsOf(filter.sinceMs, filter.untilMs, 20);
      const { total, series, groups, histogram } = figures.latency(filter, steps, {
        measure: 'duration_ms',
        by,
        groups: 1000,
      });
      expect(isNear(total, exact(timed.map(({ ms }) => ms)))).toBe(true);
      expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(timed.length);
      for (let step = 0; step < steps.count; step++) {
        const of = timed.filter(({ row }) => stepOf(steps, row) === step).map(({ ms }) => ms);
        const { count, p50, p90, p95, p99 } = series;
        const found = { count: count[step] ?? 0, p50: p50[step] ?? null, p90: p90[step] ?? null };
        const rest = { p95: p95[step] ?? null, p99: p99[step] ?? null, max: exact(of).max };
        expect(isNear({ ...found, ...rest }, exact(of))).toBe(true);
      }
      if (by === 'user') return;
      for (const { value, percentiles } of groups) {
        const of = timed.filter(({ row }) => valuesOf(row, by).includes(value)).map(({ ms }) => ms);
        expect(isNear(percentiles, exact(of)), `${by} ${value}`).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
}, 300_000);

test('what became of failures, who had them, and what was hidden is told as the views tell it', () => {
  const filter = { sinceMs: span.firstMs, untilMs: span.lastMs + 1, includeNoise: false };
  const { totals, worst } = figures.overview(filter, stepsOf(filter.sinceMs, filter.untilMs));
  const count = (sql: string): unknown => db.prepare(sql).pluck().get();
  for (const resolution of ['recovered', 'recovered_later', 'unresolved', 'pending'] as const)
    expect(totals[resolution], resolution).toBe(
      count(`SELECT count(*) FROM failures WHERE noise IS NULL AND resolution = '${resolution}'`),
    );
  expect(totals.recovered).toBeGreaterThan(0);
  expect(totals.noise).toEqual(
    db
      .prepare(
        `SELECT noise AS reason, count(*) AS requests FROM requests WHERE noise IS NOT NULL GROUP BY 1
         ORDER BY requests DESC`,
      )
      .all(),
  );
  const reconnects = count("SELECT count(*) FROM reconnects WHERE kind <> 'resume'");
  for (const { dimension, groups, rest } of worst) {
    const sum = (of: 'requests' | 'failed' | 'reconnects'): number =>
      groups.reduce((total, group) => total + group[of], rest[of]);
    expect(sum('failed'), dimension).toBe(totals.failed);
    if (dimension === 'code') continue;
    expect(sum('requests'), dimension).toBe(totals.requests);
    expect(sum('reconnects'), dimension).toBe(reconnects);
  }
  const codes = new Map(
    worst.find(({ dimension }) => dimension === 'code')?.groups.map((g) => [g.value, g.failed]),
  );
  expect(codes.size).toBeGreaterThan(1);
  for (const [code, failed] of codes) {
    const same = "coalesce(name, layer || ' ' || code) = ?";
    expect(failed, String(code)).toBe(
      db.prepare(`SELECT count(*) FROM failures WHERE noise IS NULL AND ${same}`).pluck().get(code),
    );
  }
});

test('the way to Execute and the way back are measured apart: latency of reconnects by cause', () => {
  const filter = { sinceMs: span.firstMs, untilMs: span.lastMs + 1, includeNoise: false };
  const steps = stepsOf(filter.sinceMs, filter.untilMs);
  for (const measure of ['usable_ms', 'connect_ms', 'recovery_ms', 'detect_ms', 'gap_ms'] as const) {
    const { total, groups, series } = figures.latency(filter, steps, { measure, by: 'cause' });
    const values = db
      .prepare(`SELECT cause, ${measure} FROM reconnects WHERE ${measure} IS NOT NULL`)
      .raw()
      .all() as [string, number][];
    expect(values.length).toBeGreaterThan(0);
    expect(total).toEqual(exact(values.map(([, ms]) => ms)));
    expect(series.count.reduce((a, b) => a + b, 0)).toBe(values.length);
    for (const { value, percentiles } of groups)
      expect(percentiles).toEqual(exact(values.filter(([cause]) => cause === value).map(([, ms]) => ms)));
  }
});

test('what the overview says of reconnects is the latency of those kinds', () => {
  const filter = { sinceMs: span.firstMs, untilMs: span.lastMs + 1, includeNoise: false };
  const steps = stepsOf(filter.sinceMs, filter.untilMs);
  const of = (kinds: ('reconnect' | 'restart' | 'resume')[] | null) =>
    figures.latency(filter, steps, { measure: 'usable_ms', by: null, kinds }).total;
  const { reconnect } = figures.overview(filter, steps).totals;
  expect(of(['reconnect', 'restart'])).toEqual(reconnect);
  expect(of(['resume']).count + reconnect.count).toBe(of(null).count);
  expect(of(['resume']).count).toBeGreaterThan(0);
});

test('the four parts of a duration add up to it, and to what figures say of them', () => {
  const parts = ['client_stream_ms', 'front_end_ms', 'routing_ms', 'backend_ms'] as const;
  const whole = rows.filter((row) => parts.every((part) => row[part] !== null));
  expect(whole.length).toBeGreaterThan(rows.length / 4);
  for (const row of whole) {
    const sum = parts.reduce((total, part) => total + Number(row[part]), 0);
    expect(Math.abs(sum - Number(row['duration_ms'])), JSON.stringify(row)).toBeLessThanOrEqual(1);
  }
  const queued = whole.filter((row) => row['queue_ms'] !== null);
  expect(queued.length).toBeGreaterThan(0);
  const own = db.prepare('SELECT "TotalRequestLatency" FROM mapi_http WHERE record_id = ?').pluck();
  for (const row of queued.slice(0, 200))
    expect(row['queue_ms']).toBe(Number(row['backend_ms']) - Number(own.get(row['backend_record_id'])));

  const filter = { sinceMs: span.firstMs, untilMs: span.lastMs + 1, includeNoise: false };
  const { spent } = figures.latency(filter, stepsOf(filter.sinceMs, filter.untilMs), {
    measure: 'duration_ms',
    by: null,
  });
  const timed = durations(filtered(db, rows, filter))
    .map(({ row }) => row)
    .filter((row) => parts.every((part) => row[part] !== null));
  const mean = (part: string, of: readonly Row[]): number =>
    of.reduce((total, row) => total + Number(row[part]), 0) / of.length;
  expect(spent?.measured).toBe(timed.length);
  for (const part of parts) expect(spent?.[part]).toBeCloseTo(mean(part, timed), 3);
  expect(spent?.queue_ms).toBeCloseTo(
    mean(
      'queue_ms',
      timed.filter((row) => row['queue_ms'] !== null),
    ),
    3,
  );
});

test('a range without both ends is refused', () => {
  expect(() => figures.noise({ includeNoise: false, sinceMs: 0 })).toThrow(RangeError);
});
