import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN, millionDatabase } from './data.ts';

// What the SQL of others costs everybody else: how exactly deadlines are kept, what `/healthz` and the list of requests take
// beside nothing, beside four slow queries and beside a thousand attempts at once, and how fast rows come out and in what memory.
// The program runs in a process of its own; this one only asks. Over a million requests, or
// a database of your own.
//
//   npm run bench:sql-door [-- DATABASE]

const DB = process.argv[2] === undefined ? millionDatabase() : path.resolve(process.argv[2]);
const SERIES = 'WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s)';
const ENDLESS = `${SERIES} SELECT count(*) FROM s`;
const HUNGRY = `${SERIES} SELECT n, printf('%.*c', 10000, 'x') || n AS x FROM s ORDER BY x`;

const server = spawn(process.execPath, [MAIN, 'serve', '--db', DB, '--port', '0', '--log-level', 'fatal'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise<string>((resolve, reject) => {
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    const found = /serves (\S+)/.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
  server.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
});

interface Answer {
  status: number;
  ms: number;
  bytes: number;
}

function ask(method: string, route: string, body: object | null, agent: http.Agent): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const request = http.request(`${url}${route}`, { method, agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, ms: performance.now() - started, bytes }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body === null ? undefined : JSON.stringify(body));
  });
}

const few = new http.Agent({ keepAlive: true, maxSockets: 4 });
const many = new http.Agent({ keepAlive: true, maxSockets: 900 });
const post = (sql: string, options: object = {}, route = '/api/v1/sql') =>
  ask('POST', route, { sql, ...options }, many);

const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1);
const spread = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return `p50 ${at(sorted, 0.5)}, p99 ${at(sorted, 0.99)}, max ${at(sorted, 1)} ms (${sorted.length})`;
};

/** Asks the quick routes every 20 ms until something has come to its end. */
async function besides(what: string, work: Promise<unknown>): Promise<void> {
  let done = false;
  const end = work.finally(() => {
    done = true;
  });
  const times: Record<string, number[]> = {
    '/healthz': [],
    '/api/v1/requests?limit=50&since=latest-15m': [],
  };
  while (!done) {
    for (const [route, values] of Object.entries(times)) {
      const { status, ms } = await ask('GET', route, null, few);
      if (status !== 200) throw new Error(`${route} answered ${status}`);
      values.push(ms);
    }
    await sleep(20);
  }
  await end;
  for (const [route, values] of Object.entries(times))
    console.log(`  ${route} beside ${what}: ${spread(values)}`);
}

try {
  console.log('overhead of a query');
  const quick: number[] = [];
  for (let i = 0; i < 30; i++) {
    quick.push((await post('SELECT 1')).ms);
    await sleep(150);
  }
  console.log(`  SELECT 1: ${spread(quick)}`);

  console.log('deadlines: milliseconds beyond them until the answer was there');
  for (const [name, sql] of [
    ['endless recursion', ENDLESS],
    ['endless rows sorted', `${SERIES} SELECT n FROM s ORDER BY n`],
    [
      'a join of everything',
      'SELECT count(*) FROM requests a, requests b WHERE a.duration_ms + b.duration_ms < 0',
    ],
  ] as const) {
    const late: number[] = [];
    for (const timeout of [100, 300, 700, 1000, 1000, 2000, 2000]) {
      const { ms } = await post(sql, { timeout_ms: timeout });
      late.push(ms - timeout);
    }
    console.log(`  ${name}: ${spread(late)}`);
  }

  console.log('others');
  await besides('nothing', sleep(4000));
  await besides(
    'four slow queries',
    Promise.all(
      Array.from({ length: 4 }, (_, i) => post(i % 2 === 0 ? ENDLESS : HUNGRY, { timeout_ms: 5000 })),
    ),
  );
  const counts = new Map<number, number>();
  await besides(
    'a thousand attempts',
    Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const { status } = await post([ENDLESS, HUNGRY, 'SELECT 1'][i % 3] ?? '', { timeout_ms: 1000 });
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }),
    ),
  );
  console.log(`  their answers: ${[...counts].map(([status, count]) => `${status}: ${count}`).join(', ')}`);

  console.log('streams');
  const memory = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1e6;
  };
  for (const format of ['csv', 'ndjson']) {
    const before = await memory();
    let most = before;
    const look = setInterval(() => {
      memory().then((now) => {
        most = Math.max(most, now);
      });
    }, 100);
    const sql = `${SERIES} SELECT n, 'CONTOSO\\user' || n AS user, n * 1.5 AS ms FROM s LIMIT 2000000`;
    const { ms, bytes } = await post(sql, { timeout_ms: 300_000 }, `/api/v1/sql.${format}`);
    clearInterval(look);
    console.log(
      `  2,000,000 rows as ${format}: ${(ms / 1000).toFixed(1)} s, ${(bytes / 1e6).toFixed(0)} MB; ` +
        `memory of serve ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
    );
  }
} finally {
  server.kill();
  few.destroy();
  many.destroy();
}
