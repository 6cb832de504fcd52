import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { LineWriter, numberOf } from './line-writer.ts';
import { load, quantile, Serving } from './serving.ts';

// From `write()` to visible: 1,000 lines a second over 20 logs, each with one write of its own. Beside mapiscope (its live
// stream, GET /api/v1/live) runs GNU tail -F on the same logs in the same run: it only copies bytes, so it is the floor.
//
//   npm run bench:latency [-- SECONDS ROUNDS]

const SECONDS = Number(process.argv[2] ?? 20);
const ROUNDS = Number(process.argv[3] ?? 3);
const LOGS = 20;
const LINES_A_SECOND = 1_000;
const TICK_MS = (1_000 * LOGS) / LINES_A_SECOND;
/** The first seconds warm up both programs. */
const WARM_UP = 3 * LINES_A_SECOND;

/** When which record was written and seen, milliseconds; by its number. */
interface Times {
  written: Float64Array;
  served: Float64Array;
  tailed: Float64Array;
}

async function round(): Promise<Times> {
  const work = mkdtempSync(path.join(tmpdir(), 'mapiscope-latency-'));
  const logs = path.join(work, 'Logging');
  mkdirSync(logs);
  const total = SECONDS * LINES_A_SECOND + WARM_UP;
  const times: Times = {
    written: new Float64Array(total),
    served: new Float64Array(total),
    tailed: new Float64Array(total),
  };
  const writer = new LineWriter(
    logs,
    Array.from({ length: LOGS }, () => 'http_proxy' as const),
  );
  // A first record makes each of them a log.
  const before = writer.write() + LOGS;
  const serving = await Serving.start(logs, path.join(work, 'x.db'));
  await serving.watching();
  const stopTail = tail(writer.files, (n) => note(times.tailed, n - before));
  const stopLive = await live(serving.url, (n) => note(times.served, n - before));
  await sleep(500);
  const started = performance.now();
  for (let tick = 0; tick * LOGS < total; tick++) {
    const wait = started + tick * TICK_MS - performance.now();
    if (wait > 0) await sleep(wait);
    // All lines of a tick are written at once; the time of each is that of its own write.
    const now = performance.now();
    const first = writer.write() - before;
    times.written.fill(now, first, first + LOGS);
  }
  const end = performance.now() + 30_000;
  while (times.served.includes(0) && performance.now() < end) await sleep(50);
  stopTail();
  stopLive();
  writer.close();
  await serving.stop();
  rmSync(work, { recursive: true, force: true });
  return times;
}

function note(times: Float64Array, n: number): void {
  // The first time counts.
  if (n >= 0 && n < times.length && times[n] === 0) times[n] = performance.now();
}

async function live(url: string, seen: (n: number) => void): Promise<() => void> {
  const stop = new AbortController();
  const { body } = await fetch(`${url}/api/v1/live?include_noise=true`, { signal: stop.signal });
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'request') return;
      const { context, sequence } = JSON.parse(data) as { context: string; sequence: number };
      seen(numberOf(context, sequence));
    },
  });
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })().catch(() => undefined);
  return () => stop.abort();
}

/** GNU tail, where there is one. */
function tail(files: readonly string[], seen: (n: number) => void): () => void {
  if (spawnSync('tail', ['--version']).status !== 0) return () => undefined;
  const child = spawn('tail', ['-q', '-n', '0', '-F', ...files], { stdio: ['ignore', 'pipe', 'ignore'] });
  createInterface(child.stdout).on('line', (line) => {
    const n = /^[^,]*,[0-9a-f-]*?(\d{12}),/.exec(line)?.[1];
    if (n !== undefined) seen(Number(n));
  });
  return () => child.kill();
}

function describe(name: string, written: Float64Array, seen: Float64Array): string {
  const latencies = seen
    .map((at, n) => (at === 0 ? Number.POSITIVE_INFINITY : at - (written[n] ?? 0)))
    .subarray(WARM_UP)
    .sort();
  const of = (share: number): string => quantile(latencies, share).toFixed(0).padStart(4);
  return `${name}: p50 ${of(0.5)} ms, p90 ${of(0.9)} ms, p99 ${of(0.99)} ms, most ${of(1)} ms`;
}

console.log(
  `${LINES_A_SECOND} lines a second over ${LOGS} logs, ${SECONDS} s a round, Node ${process.version}`,
);
for (let number = 1; number <= ROUNDS; number++) {
  const loadBefore = load();
  const { written, served, tailed } = await round();
  const missing = served.filter((at) => at === 0).length;
  console.log(`round ${number} (load ${loadBefore}, then ${load()}; ${missing} lines not seen)`);
  console.log(describe('  mapiscope live', written, served));
  if (tailed.some((at) => at > 0)) console.log(describe('  tail -F       ', written, tailed));
}
