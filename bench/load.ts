import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { metric, quantile, serve } from './support/served.ts';

// 50 clients ask for the overview and the lists of a million requests, while logs grow by 2,000 lines a second: how long
// answers take, how many fail, and whether the ingest falls behind more than without the clients. First each client
// asks once a second, as pages do; then as fast as it is answered.
//
//   npm run bench:load [-- SECONDS [DATABASE]]

const DATA = path.resolve('bench/.data');
const MAIN = path.resolve('dist/cli/main.js');
const SECONDS = Number(process.argv[2] ?? 30);
const FULL = path.resolve(process.argv[3] ?? path.join(DATA, 'million.db'));
const LINES_PER_SECOND = 2_000;
const TICK_MS = 100;

/** Who asks for what: 50 clients. */
const CLIENTS: [clients: number, route: string][] = [
  [20, '/api/v1/overview?since=latest-24h'],
  [10, '/api/v1/requests?limit=100'],
  [5, '/api/v1/requests?outcome=failed&since=latest-24h'],
  [5, '/api/v1/sessions?limit=100'],
  [5, '/api/v1/failures?limit=100'],
  [5, '/api/v1/reconnects?sort=slowest&limit=100'],
];

const run = (...options: string[]): void => {
  execFileSync(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
};
mkdirSync(DATA, { recursive: true });
if (!existsSync(FULL)) {
  const logs = path.join(DATA, 'million');
  console.log('generating and ingesting a day of four servers …');
  if (!existsSync(logs)) run('generate', '--out', logs, '--servers', '4', '--requests', '320000', '--quiet');
  run('ingest', logs, '--db', FULL, '--json');
}
const more = path.join(DATA, 'more');
if (!existsSync(more)) {
  console.log('generating what the logs grow by …');
  run('generate', '--out', more, '--servers', '1', '--requests', '100000', '--seed', '7', '--quiet');
}

const db = path.join(DATA, 'load.db');
const growing = path.join(DATA, 'growing');
for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(db + suffix, { force: true });
rmSync(growing, { recursive: true, force: true });
copyFileSync(FULL, db);
mkdirSync(growing);

/** The lines that come, in the order of their times, as the logs of one server grow together. */
const coming = (readdirSync(more, { recursive: true }) as string[])
  .filter((name) => /\.LOG$/i.test(name))
  .flatMap((name) => {
    const lines = readFileSync(path.join(more, name), 'utf8').split(/(?<=\n)/);
    const file = path.join(growing, name);
    const first = lines.findIndex((line) => /^\d{4}-/.test(line));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, lines.slice(0, first).join(''));
    return lines.slice(first).map((line) => ({ file, line, time: line.slice(0, 24) }));
  })
  .sort((a, b) => (a.time < b.time ? -1 : 1));
let written = 0;

function grow(count: number): void {
  const lines = coming.slice(written, written + count);
  if (lines.length < count) throw new Error('there are no more lines: generate more');
  for (const [file, group] of Map.groupBy(lines, (one) => one.file))
    appendFileSync(file, group?.map(({ line }) => line).join('') ?? '');
  written += count;
}

const server = await serve(db, growing);
let phase: number[] = [];
let running = true;

async function keepGrowing(): Promise<void> {
  let due = performance.now();
  while (running) {
    grow((LINES_PER_SECOND * TICK_MS) / 1000);
    due += TICK_MS;
    await sleep(Math.max(0, due - performance.now()));
  }
}

async function watchLag(): Promise<void> {
  while (running) {
    const [seconds = Number.NaN] = await metric(server.url, 'mapiscope_ingest_lag_seconds');
    phase.push(seconds);
    await sleep(100);
  }
}

const work = Promise.all([keepGrowing(), watchLag()]);

async function measured(name: string, during: () => Promise<void>): Promise<void> {
  phase = [];
  const before = { written, stored: (await metric(server.url, 'mapiscope_ingest_records_total'))[0] ?? 0 };
  const started = performance.now();
  await during();
  const seconds = (performance.now() - started) / 1000;
  const [stored = 0] = await metric(server.url, 'mapiscope_ingest_records_total');
  const lags = phase.toSorted((a, b) => a - b);
  console.log(
    `${name}: ${((written - before.written) / seconds).toFixed(0)} lines/s written, ${((stored - before.stored) / seconds).toFixed(0)} records/s stored; ` +
      `ingest behind by median ${quantile(lags, 0.5).toFixed(2)} s, p99 ${quantile(lags, 0.99).toFixed(2)} s, at most ${(lags.at(-1) ?? 0).toFixed(2)} s`,
  );
}

/** @param rate requests of one client in a second; 0: as fast as it is answered */
async function load(rate: number): Promise<void> {
  const results = await Promise.all(
    CLIENTS.map(([connections, route]) =>
      autocannon({
        url: server.url + route,
        connections,
        duration: SECONDS,
        timeout: 30,
        ...(rate === 0 ? {} : { connectionRate: rate }),
      }),
    ),
  );
  let failed = 0;
  for (const [i, { latency, requests, errors, timeouts, non2xx }] of results.entries()) {
    const [connections, route] = CLIENTS[i] ?? [0, ''];
    failed += errors + timeouts + non2xx;
    console.log(
      `  ${String(connections).padStart(2)} clients ${route}: ${requests.total} answers, ` +
        `median ${latency.p50} ms, p99 ${latency.p99} ms, longest ${latency.max} ms; ${errors + timeouts} errors, ${non2xx} refused`,
    );
  }
  console.log(`  errors in all: ${failed}`);
}

await measured('warming up', () => sleep(5_000));
await measured('without clients', () => sleep(SECONDS * 1000));
await measured('50 clients, each once a second', () => load(1));
await measured('50 clients at full speed', () => load(0));
await measured('without clients again', () => sleep(SECONDS * 1000));
running = false;
await work;
await server.stop();
