import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { millionDatabase } from './data.ts';
import { LineWriter } from './line-writer.ts';
import { load as machineLoad, quantile, Serving } from './serving.ts';

// 50 clients ask for the overview and the lists of a million requests, while logs grow by 2,000 lines a second: how long
// answers take, how many fail, and whether the ingest falls behind more than without the clients. First each client
// asks once a second, as pages do; then as fast as it is answered.
//
//   npm run bench:load [-- SECONDS [DATABASE]]

const SECONDS = Number(process.argv[2] ?? 30);
const FULL = process.argv[3] === undefined ? millionDatabase() : path.resolve(process.argv[3]);
const LINES_PER_SECOND = 2_000;
const LOGS = 20;
const TICK_MS = (1_000 * LOGS) / LINES_PER_SECOND;

/** Who asks for what: 50 clients. */
const CLIENTS: [clients: number, route: string][] = [
  [20, '/api/v1/overview?since=latest-24h'],
  [10, '/api/v1/requests?limit=100'],
  [5, '/api/v1/requests?outcome=failed&since=latest-24h'],
  [5, '/api/v1/sessions?limit=100'],
  [5, '/api/v1/failures?limit=100'],
  [5, '/api/v1/reconnects?sort=slowest&limit=100'],
];

const work = mkdtempSync(path.join(tmpdir(), 'mapiscope-load-'));
const db = path.join(work, 'x.db');
const logs = path.join(work, 'Logging');
copyFileSync(FULL, db);
mkdirSync(logs);
// Every request is on a front end and on a back end: in a log of each.
const families = Array.from({ length: LOGS }, (_, at) => (at % 2 === 0 ? 'http_proxy' : 'mapi_http'));
const writer = new LineWriter(logs, families, 20_000);
const server = await Serving.start(logs, db, ['--min-free', '0']);
await server.answering();
let lags: number[] = [];
let written = 0;
let running = true;

async function keepGrowing(): Promise<void> {
  for (let due = performance.now(); running; due += TICK_MS) {
    writer.write(2);
    written += LOGS;
    await sleep(Math.max(0, due - performance.now()));
  }
}

/** The value of a metric without labels. */
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function watchLag(): Promise<void> {
  while (running) {
    lags.push(await metric('mapiscope_ingest_lag_seconds'));
    await sleep(100);
  }
}

const background = Promise.all([keepGrowing(), watchLag()]);

async function measured(name: string, during: () => Promise<unknown>): Promise<void> {
  lags = [];
  const before = { written, stored: await metric('mapiscope_ingest_records_total') };
  const started = performance.now();
  await during();
  const seconds = (performance.now() - started) / 1000;
  const stored = (await metric('mapiscope_ingest_records_total')) - before.stored;
  const sorted = Float64Array.from(lags).sort();
  const lag = (share: number): string => `${quantile(sorted, share).toFixed(2)} s`;
  console.log(
    `${name}: ${((written - before.written) / seconds).toFixed(0)} lines/s written, ${(stored / seconds).toFixed(0)} records/s stored; ` +
      `ingest behind by median ${lag(0.5)}, p99 ${lag(0.99)}, at most ${lag(1)}; load ${machineLoad()}`,
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
await background;
writer.close();
await server.stop();
rmSync(work, { recursive: true });
