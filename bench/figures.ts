import { millionDatabase } from './data.ts';

// Figures over a million requests, nine tenths of them noise: what each question of the page costs, in milliseconds. The
// median of some runs, the first of them left out.
//
//   npm run bench:figures [-- RUNS]

const RUNS = Number(process.argv[2] ?? 7);
/** A figure must not keep anybody waiting. */
const LIMIT_MS = 300;

const DB = millionDatabase();
const built = (file: string): string => new URL(`../dist/store/sqlite/${file}`, import.meta.url).href;
const { openForReading } = (await import(
  built('database.js')
)) as typeof import('../src/store/sqlite/database.ts');
const { Figures } = (await import(
  built('figures/figures.js')
)) as typeof import('../src/store/sqlite/figures/figures.ts');
const { stepsOf } = (await import(
  built('figures/steps.js')
)) as typeof import('../src/store/sqlite/figures/steps.ts');

const db = openForReading(DB);
const figures = new Figures(db);
const span = figures.span();
if (span === null) throw new Error(`there is nothing in ${DB}`);
const one = (sql: string): unknown => db.prepare(sql).pluck().get();
console.log(
  `${one('SELECT count(*) FROM request')} requests, ${one('SELECT count(*) FROM request WHERE noise IS NULL')} of them of people, ` +
    `${one('SELECT count(*) FROM series')} series, ${one('SELECT count(*) FROM session')} sessions\n`,
);

const all = { sinceMs: span.firstMs, untilMs: span.lastMs + 1, includeNoise: false };
const withNoise = { ...all, includeNoise: true };
const steps = stepsOf(all.sinceMs, all.untilMs);
const user = String(one('SELECT user FROM requests WHERE noise IS NULL AND user IS NOT NULL LIMIT 1'));
const context = String(one('SELECT context FROM sessions WHERE noise IS NULL LIMIT 1'));
const dimensions = [
  'user',
  'mailbox',
  'server',
  'database',
  'client_ip',
  'subnet',
  'client_version',
] as const;

const questions: Record<string, () => unknown> = {
  overview: () => figures.overview(all, steps),
  'overview, all of them real': () => figures.overview(withNoise, steps),
  'overview of one person': () => figures.overview({ ...all, user: [user] }, steps),
  'overview of one context': () => figures.overview({ ...all, context: [context] }, steps),
  'overview of slow requests': () => figures.overview({ ...all, minMs: 1000 }, steps),
  'overview of failures': () => figures.overview({ ...all, outcome: ['failed'] }, steps),
  facets: () => figures.facets(all, dimensions, 10),
  'facets, all of them real': () => figures.facets(withNoise, dimensions, 10),
  'latency by database': () => figures.latency(all, steps, { measure: 'duration_ms', by: 'database' }),
  'latency by user': () => figures.latency(all, steps, { measure: 'duration_ms', by: 'user' }),
  'latency by user, all of them real': () =>
    figures.latency(withNoise, steps, { measure: 'duration_ms', by: 'user' }),
  'time to use by cause': () => figures.latency(all, steps, { measure: 'usable_ms', by: 'cause' }),
  evidence: () => figures.evidence(withNoise, steps),
};

let slow = 0;
for (const [name, question] of Object.entries(questions)) {
  const times = Array.from({ length: RUNS + 1 }, () => {
    const started = performance.now();
    question();
    return performance.now() - started;
  });
  const [first = 0, ...rest] = times;
  const median = rest.sort((a, b) => a - b)[Math.floor(rest.length / 2)] ?? first;
  if (median > LIMIT_MS) slow++;
  console.log(
    `${name.padEnd(36)} ${median.toFixed(1).padStart(8)} ms   (first ${first.toFixed(1)}, slowest ${rest.at(-1)?.toFixed(1)})`,
  );
}
db.close();
if (slow > 0) {
  console.log(`\n${slow} took longer than ${LIMIT_MS} ms`);
  process.exitCode = 1;
}
