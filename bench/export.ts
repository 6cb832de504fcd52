import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, residentOf, serve } from './support/served.ts';

// Two million requests as one CSV file: how long it takes, that memory does not grow with the number of rows, and that
// others are answered meanwhile. On Linux, which tells the memory of processes.
//
//   npm run bench:export [-- DATABASE]

const DATA = path.resolve('bench/.data');
const LOGS = path.join(DATA, 'two-million');
const DB = path.resolve(process.argv[2] ?? path.join(DATA, 'two-million.db'));
const MAIN = path.resolve('dist/cli/main.js');
const MB = 1e6;
/** Memory may not grow by more than this between the first tenth of the rows and the end. */
const MOST_GROWTH = 50 * MB;

const run = (...options: string[]): void => {
  execFileSync(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
};
mkdirSync(DATA, { recursive: true });
if (!existsSync(DB)) {
  console.log('generating and ingesting two days of four servers …');
  if (!existsSync(LOGS)) run('generate', '--out', LOGS, '--servers', '4', '--requests', '650000', '--quiet');
  try {
    run('ingest', LOGS, '--db', DB, '--json');
  } catch (error) {
    rmSync(DB, { force: true });
    throw error;
  }
}

const server = await serve(DB);
const pid = server.process.pid ?? 0;
const waits: number[] = [];
const samples: { rows: number; own: number; children: number }[] = [];
let rows = 0;
let bytes = 0;
let running = true;

/** Others ask meanwhile. */
async function askOthers(): Promise<void> {
  while (running) {
    const before = performance.now();
    const answer = await fetch(`${server.url}/api/v1/requests?limit=100`);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`another question was answered by ${answer.status}`);
    waits.push(performance.now() - before);
    await sleep(250);
  }
}

async function sample(): Promise<void> {
  while (running) {
    const { own, children } = residentOf(pid);
    samples.push({ rows, own, children: children.reduce((sum, one) => sum + one, 0) });
    await sleep(250);
  }
}

const started = performance.now();
const answer = await fetch(`${server.url}/api/v1/requests.csv?include_noise=true`, {
  headers: { 'accept-encoding': 'identity' },
});
const watching = Promise.all([askOthers(), sample()]);
for await (const chunk of answer.body ?? []) {
  bytes += chunk.length;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
}
const seconds = (performance.now() - started) / 1000;
running = false;
await watching;
await server.stop();

const peak = (of: (sample: (typeof samples)[number]) => number, from: number, to: number): number =>
  Math.max(...samples.filter((one) => one.rows >= from * rows && one.rows <= to * rows).map(of));
const total = (one: (typeof samples)[number]): number => one.own + one.children;
waits.sort((a, b) => a - b);
console.log(
  `${rows - 1} rows, ${(bytes / MB).toFixed(0)} MB in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows/s)\n` +
    `peak memory of the server: first tenth ${(peak(({ own }) => own, 0, 0.1) / MB).toFixed(0)} MB, whole ${(peak(({ own }) => own, 0, 1) / MB).toFixed(0)} MB\n` +
    `peak memory with the reading processes: first tenth ${(peak(total, 0, 0.1) / MB).toFixed(0)} MB, last tenth ${(peak(total, 0.9, 1) / MB).toFixed(0)} MB, whole ${(peak(total, 0, 1) / MB).toFixed(0)} MB\n` +
    `${waits.length} other questions meanwhile: median ${quantile(waits, 0.5).toFixed(0)} ms, p99 ${quantile(waits, 0.99).toFixed(0)} ms, longest ${(waits.at(-1) ?? 0).toFixed(0)} ms`,
);
const growth = peak(total, 0.1, 1) - peak(total, 0, 0.1);
if (rows < 2_000_000) throw new Error('there were fewer than two million rows');
if (growth > MOST_GROWTH) throw new Error(`memory grew by ${(growth / MB).toFixed(0)} MB`);
