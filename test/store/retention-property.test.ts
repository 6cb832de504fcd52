import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { Ingest, ingest } from '../../src/ingest/ingest.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { figuresOf } from '../../src/store/sqlite/figures/figures.ts';
import { RollUp } from '../../src/store/sqlite/figures/roll-up.ts';
import { Retention } from '../../src/store/sqlite/retention.ts';
import { blockProblems, seriesProblems } from './figures/block-checks.ts';
import { expectNoOrphans, expectNoUnusedShared, finish, recordsSince } from './retention-checks.ts';

// Reading and deleting in any order: nothing refers to what is gone, and nothing is gone that is young enough.

const HOUR = 3_600_000;
const HOURS = 4;
const START = Date.UTC(2026, 2, 4, 8);
/** A fixed seed, unless more runs than usual are asked for. */
const RUNS = Number(process.env['RETENTION_RUNS'] ?? 8);

const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-retention-'));
let logs: { name: string; bytes: Buffer }[] = [];
beforeAll(async () => {
  const start = new Date(START).toISOString();
  const common = { hours: HOURS, servers: 1, noise: 0.3, start };
  const all = path.join(folder, 'all');
  await generate({ ...common, out: path.join(all, 'new'), clients: 2, seed: 5 });
  await generate({ ...common, out: path.join(all, 'old'), clients: 2, layout: '2013', seed: 6 });
  logs = (readdirSync(all, { recursive: true }) as string[])
    .filter((name) => /\.log$/i.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(path.join(all, name)) }));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const operation = fc.oneof(
  /** Logs get as long as this part of them, if they are shorter, and are read. */
  fc.record({
    read: fc.array(fc.tuple(fc.nat(99), fc.constantFrom(0.3, 0.7, 0.98, 1)), { minLength: 1, maxLength: 6 }),
  }),
  /** The time of the cutoff in quarters of an hour, if it is not before that, and how many steps. */
  fc.record({ until: fc.nat(HOURS * 4), steps: fc.integer({ min: 1, max: 60 }) }),
  fc.constant({ restart: true as const }),
  /** So many blocks of facts are brought up to date. */
  fc.record({ rollUp: fc.integer({ min: 1, max: 30 }) }),
);

test('any order of reading and deleting leaves no orphan, and deletes nothing young', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 4, maxLength: 14 }),
      fc.integer({ min: 5, max: 300 }),
      fc.constantFrom(0, 0.1, 0.5),
      async (operations, rowsPerStep, sweepShare) => {
        const here = mkdtempSync(path.join(folder, 'run-'));
        const db = openForWriting(path.join(here, 'x.db'));
        const make = (): Retention =>
          new Retention(db, { maxAgeMs: 0, maxSizeBytes: null, rowsPerStep, sweepShare });
        let retention = make();
        let reader = new Ingest(db);
        let cutoffMs = START;
        const lengths = new Map<string, number>();
        const remake = async (): Promise<void> => {
          await reader.close();
          reader = new Ingest(db);
          retention.pipelineRemade();
        };
        try {
          for (const op of operations) {
            if ('read' in op) {
              if (retention.pipelineStale) await remake();
              await reader.read(op.read.map(([number, part]) => grow(here, number, part, lengths)));
            } else if ('until' in op) {
              cutoffMs = Math.max(cutoffMs, START + (op.until / 4) * HOUR);
              for (let i = 0; i < op.steps && retention.step(cutoffMs); i++);
            } else if ('rollUp' in op) {
              const rollUp = new RollUp(db);
              for (let i = 0; i < op.rollUp && rollUp.step(); i++);
            } else {
              retention = make();
              await remake();
            }
            expectNoOrphans(db);
            expect(blockProblems(db)).toEqual([]);
          }
          retention = make();
          finish(retention, cutoffMs);
          expectNoOrphans(db);
          if (sweepShare === 0) expectNoUnusedShared(db);
          new RollUp(db).finish();
          expect(blockProblems(db)).toEqual([]);
          expect(seriesProblems(db)).toEqual([]);
          const everything = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, includeNoise: false };
          const noise = figuresOf(db).noise(everything);
          expect(noise.reduce((total, { requests }) => total + requests, 0)).toBe(
            db.prepare('SELECT count(*) FROM request WHERE noise IS NOT NULL').pluck().get(),
          );
          expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
          const hour = Math.floor(cutoffMs / HOUR) * HOUR;
          const oldest = db.prepare('SELECT min(ended_ms) FROM request').pluck().get() as number | null;
          expect(oldest ?? hour).toBeGreaterThanOrEqual(hour);
          const other = openForWriting(':memory:');
          if (lengths.size > 0) await ingest(other, [path.join(here, 'logs')]);
          expect(recordsSince(db, hour)).toEqual(recordsSince(other, hour));
          other.close();
        } finally {
          await reader.close();
          db.close();
          rmSync(here, { recursive: true, force: true });
        }
      },
    ),
    process.env['RETENTION_RUNS'] === undefined ? { numRuns: RUNS, seed: 11 } : { numRuns: RUNS },
  );
}, 600_000);

/** Lets a log grow to a part of its whole length. @returns its path */
function grow(here: string, number: number, part: number, lengths: Map<string, number>): string {
  const log = logs[number % logs.length];
  if (log === undefined) throw new Error('no logs');
  const file = path.join(here, 'logs', log.name);
  const length = Math.max(lengths.get(file) ?? 0, Math.ceil(log.bytes.length * part));
  lengths.set(file, length);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, log.bytes.subarray(0, length));
  return file;
}
