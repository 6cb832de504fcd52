import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseOf, logsOf } from './data.ts';
import { load, quantile, Serving } from './serving.ts';

// Two million requests as one CSV file: how long it takes, that memory does not grow with the number of rows, and that
// others are answered meanwhile. On Linux, which tells the memory of processes.
//
//   npm run bench:export [-- DATABASE]

const DB =
  process.argv[2] === undefined
    ? databaseOf('two-million.db', () => logsOf('two-million', '--servers', '4', '--requests', '700000'))
    : path.resolve(process.argv[2]);
const MB = 1e6;
/** Memory may not grow by more than this between the first tenth of the rows and the end. */
const MOST_GROWTH = 50 * MB;

// It follows an empty folder.
const empty = mkdtempSync(path.join(tmpdir(), 'mapiscope-export-'));
const server = await Serving.start(empty, DB);
await server.answering();
const waits: number[] = [];
const samples: { rows: number; memory: number }[] = [];
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
    const memory = server.memory();
    samples.push({ rows, memory: memory === null ? 0 : memory.anonymous + memory.files });
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

rmSync(empty, { recursive: true });

/** Highest memory while the rows from one share of them to another were sent. */
const peak = (from: number, to: number): number =>
  Math.max(
    ...samples.filter((one) => one.rows >= from * rows && one.rows <= to * rows).map(({ memory }) => memory),
  );
const sorted = Float64Array.from(waits).sort();
console.log(
  `${rows - 1} rows, ${(bytes / MB).toFixed(0)} MB in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows/s), load ${load()}\n` +
    `peak memory of the server and its processes: first tenth ${(peak(0, 0.1) / MB).toFixed(0)} MB, last tenth ${(peak(0.9, 1) / MB).toFixed(0)} MB, whole ${(peak(0, 1) / MB).toFixed(0)} MB\n` +
    `${waits.length} other questions meanwhile: median ${quantile(sorted, 0.5).toFixed(0)} ms, p99 ${quantile(sorted, 0.99).toFixed(0)} ms, longest ${quantile(sorted, 1).toFixed(0)} ms`,
);
if (rows < 2_000_000) throw new Error('there were fewer than two million rows');
const growth = peak(0.1, 1) - peak(0, 0.1);
if (growth > MOST_GROWTH) throw new Error(`memory grew by ${(growth / MB).toFixed(0)} MB`);
