import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { millisecondsInDay } from 'date-fns/constants';
import { DATA, millionDatabase } from './data.ts';

// Figures over a month: what questions cost with the facts of six hours and without them, in milliseconds of wall clock
// and of processor. The month is thirty times the same day, nine tenths of it noise; requests themselves are there once.
//
//   npm run bench:month [-- RUNS]

const RUNS = Number(process.argv[2] ?? 5);
const DAYS = 30;

const built = (file: string): string => new URL(`../dist/store/sqlite/${file}`, import.meta.url).href;
const { openForWriting } = (await import(
  built('database.js')
)) as typeof import('../src/store/sqlite/database.ts');
const { Figures } = (await import(
  built('figures/figures.js')
)) as typeof import('../src/store/sqlite/figures/figures.ts');
const { LongRollUp } = (await import(
  built('figures/long-roll-up.js')
)) as typeof import('../src/store/sqlite/figures/long-roll-up.ts');
const { RollUp } = (await import(
  built('figures/roll-up.js')
)) as typeof import('../src/store/sqlite/figures/roll-up.ts');
const { stepsOf } = (await import(
  built('figures/steps.js')
)) as typeof import('../src/store/sqlite/figures/steps.ts');

const file = path.join(DATA, 'month.db');
for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
copyFileSync(millionDatabase(), file);
const db = openForWriting(file);
new RollUp(db).finish();
const one = (sql: string): number => Number(db.prepare(sql).pluck().get());
const [first, last] = [one('SELECT min(id) FROM fact_block'), one('SELECT max(id) FROM fact_block')];
// Two blocks in ten minutes: of requests that people caused, and of the others.
const copy = db.prepare(
  `INSERT OR IGNORE INTO fact_block SELECT id - ?, rows, cells, facts, spent FROM fact_block WHERE id BETWEEN ? AND ?`,
);
for (let day = 1; day < DAYS; day++) copy.run((2 * day * millisecondsInDay) / 600_000, first, last);

const started = performance.now();
const pauses: number[] = [];
const longRollUp = new LongRollUp(db);
for (let before = started; longRollUp.step(); before = performance.now())
  pauses.push(performance.now() - before);
console.log(
  `${one('SELECT sum(rows) FROM fact_block WHERE id % 2 = 0')} requests of people, ${one('SELECT sum(rows) FROM fact_block')} in all; ` +
    `${one('SELECT count(*) FROM fact_long') / 2} times six hours made in ${((performance.now() - started) / 1000).toFixed(1)} s, ` +
    `the longest of ${pauses.length} steps ${Math.max(...pauses).toFixed(0)} ms\n`,
);

const untilMs = one('SELECT max(ended_ms) FROM request') + 1;
const all = { sinceMs: untilMs - DAYS * millisecondsInDay, untilMs, includeNoise: false };
const steps = stepsOf(all.sinceMs, all.untilMs);
const user = String(
  db.prepare('SELECT user FROM requests WHERE noise IS NULL AND user IS NOT NULL LIMIT 1').pluck().get(),
);
const figures = new Figures(db);
const questions: Record<string, () => unknown> = {
  overview: () => figures.overview(all, steps),
  'overview of one person': () => figures.overview({ ...all, user: [user] }, steps),
  'overview of failures': () => figures.overview({ ...all, outcome: ['failed'] }, steps),
  facets: () => figures.facets(all, ['user', 'server', 'database', 'subnet', 'client_version'], 10),
  'latency by database': () => figures.latency(all, steps, { measure: 'duration_ms', by: 'database' }),
  'latency by user': () => figures.latency(all, steps, { measure: 'duration_ms', by: 'user' }),
};

/** Median of some runs, the first of them left out. */
function timed(question: () => unknown): string {
  const runs = Array.from({ length: RUNS + 1 }, () => {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    question();
    const { user: own, system } = process.cpuUsage(cpu);
    return { wall: performance.now() - began, cpu: (own + system) / 1000 };
  }).slice(1);
  const median = (of: 'wall' | 'cpu'): number =>
    runs.map((run) => run[of]).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
  return `${median('wall').toFixed(0).padStart(6)} (${median('cpu').toFixed(0)} cpu)`.padEnd(20);
}

const long = Object.values(questions).map(timed);
db.exec('DELETE FROM fact_long');
for (const [i, [name, question]] of Object.entries(questions).entries())
  console.log(`${name.padEnd(26)} six hours ${long[i]}   ten minutes ${timed(question)}`);
db.close();
