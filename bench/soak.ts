import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openForReading } from '../src/store/sqlite/database.ts';
import { expectedSums, LineWriter, type Sums } from './line-writer.ts';
import { load, type Memory, Serving } from './serving.ts';

// Follows logs that are written at a steady rate and roll by size, front end and back end, a line a write: anonymous memory
// has to stay flat after the warm-up, lag bounded, and at the end every record must be there once.
//
//   npm run bench:soak [-- MINUTES LINES_A_SECOND]

const MINUTES = Number(process.argv[2] ?? 5);
const LINES_A_SECOND = Number(process.argv[3] ?? 2_000);
const LOGS = 20;
const LINES_PER_LOG = 10_000;
const TICK_MS = (1_000 * LOGS) / LINES_A_SECOND;
const TELL_MS = 30_000;
const MB = 1_000_000;

const work = mkdtempSync(path.join(tmpdir(), 'mapiscope-soak-'));
const logs = path.join(work, 'Logging');
const db = path.join(work, 'x.db');
mkdirSync(logs);
// Every request is on a front end and on a back end: in a log of each.
const families = Array.from({ length: LOGS }, (_, at) => (at % 2 === 0 ? 'http_proxy' : 'mapi_http'));
const writer = new LineWriter(logs, families, LINES_PER_LOG);
const serving = await Serving.start(logs, db, ['--min-free', '0']);
await serving.watching();

interface Sample {
  seconds: number;
  memory: Memory;
  lagBytes: number;
  lagSeconds: number;
}
const samples: Sample[] = [];
const anonymous = ({ memory }: Sample): number => memory.anonymous;
const files = ({ memory }: Sample): number => memory.files;
const failures: string[] = [];
let told = 0;

async function sample(seconds: number): Promise<void> {
  const { ingest } = await serving.status();
  if (ingest.state === 'failed' || ingest.troubles.length > 0)
    failures.push(`after ${seconds.toFixed(0)} s: ${ingest.state} ${JSON.stringify(ingest.troubles)}`);
  samples.push({
    seconds,
    memory: serving.memory() ?? { anonymous: 0, files: 0, processes: [] },
    lagBytes: ingest.behind_bytes,
    lagSeconds: ingest.behind_seconds,
  });
  if (seconds * 1_000 < told) return;
  told += TELL_MS;
  const since = samples.filter((one) => one.seconds > seconds - TELL_MS / 1_000);
  const most = (value: (one: Sample) => number): number => Math.max(...since.map(value));
  console.log(
    `${seconds.toFixed(0).padStart(5)} s: memory ${(most(anonymous) / MB).toFixed(0)} MB and ${(most(files) / MB).toFixed(0)} MB of files, behind at most ${(most(({ lagBytes }) => lagBytes) / 1_000).toFixed(0)} kB and ${most(({ lagSeconds }) => lagSeconds).toFixed(1)} s, database ${(statSync(db).size / MB).toFixed(0)} MB, load ${load()}`,
  );
}

const ticks = (MINUTES * 60_000) / TICK_MS;
const started = performance.now();
let sampling: Promise<void> = Promise.resolve();
let nextSample = 0;
let latest = 0;
for (let tick = 0; tick < ticks; tick++) {
  const now = performance.now() - started;
  const wait = tick * TICK_MS - now;
  latest = Math.max(latest, -wait);
  if (wait > 0) await sleep(wait);
  writer.write(2);
  if (now < nextSample) continue;
  nextSample = now + 1_000;
  // One at a time: what is measured must not pile up.
  sampling = sampling.then(() => sample(now / 1_000));
}
await sampling;
const wroteFor = (performance.now() - started) / 1_000;
writer.close();
const end = performance.now() + 120_000;
while ((await serving.status()).ingest.behind_bytes > 0 && performance.now() < end) await sleep(100);
await sleep(1_000);
await serving.stop();

const requests = writer.next;
const expected = expectedSums(requests);
const connection = openForReading(db);
for (const view of ['http_proxy', 'mapi_http']) {
  const found = connection
    .prepare(
      `SELECT count(*) AS count, sum(sequence) AS sum, sum(sequence * sequence % 1000003) AS squares FROM ${view}_record`,
    )
    .get() as Sums;
  const same = JSON.stringify(found) === JSON.stringify(expected);
  console.log(
    `${view}: ${found.count} records${same ? ', each once' : `: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`}`,
  );
  if (!same) failures.push(view);
}
const integrity = String(connection.pragma('integrity_check', { simple: true }));
if (integrity !== 'ok') failures.push(integrity);
connection.close();
rmSync(work, { recursive: true, force: true });

/** The most in a part of the run, by its share from and to. */
const mostIn = (from: number, to: number, value: (one: Sample) => number): number =>
  Math.max(
    0,
    ...samples.filter((_, at) => at >= samples.length * from && at < samples.length * to).map(value),
  );
/** The most in each part of the run, one after another. */
const inParts = (parts: number, value: (one: Sample) => number): string =>
  Array.from({ length: parts }, (_, part) =>
    (mostIn(part / parts, (part + 1) / parts, value) / MB).toFixed(0),
  ).join(', ');
console.log(
  `${2 * requests} lines in ${writer.rolled} logs in ${wroteFor.toFixed(0)} s (${((2 * requests) / wroteFor).toFixed(0)} a second; the writer itself up to ${(latest / 1_000).toFixed(1)} s late)`,
);
console.log(
  `anonymous memory at most ${inParts(10, anonymous)} MB in the tenths of the run; pages of files ${inParts(10, files)} MB`,
);
const processes = Math.max(...samples.map(({ memory }) => memory.processes.length));
for (let at = 0; at < processes; at++) {
  const name = samples.at(-1)?.memory.processes[at]?.name ?? 'one that has ended';
  console.log(`  of it ${name}: ${inParts(10, ({ memory }) => memory.processes[at]?.anonymous ?? 0)} MB`);
}
console.log(
  `behind at most ${(mostIn(0, 1, ({ lagBytes }) => lagBytes) / 1_000).toFixed(0)} kB and ${mostIn(0, 1, ({ lagSeconds }) => lagSeconds).toFixed(1)} s; integrity ${integrity}`,
);
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
