import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { millisecondsInDay } from 'date-fns/constants';
import { DATA, logsOf, mapiscope } from './data.ts';

// What it costs to make requests, sessions, failures and reconnects of the records, figures included: the same logs of a
// million requests with and without it, in turn, in one run.
//
//   npm run bench:correlate [-- ROUNDS]
//
// Whether the rate falls as the database grows: days of a million requests each, generated one after the other (another
// day, other people), read into one database and deleted.
//
//   npm run bench:correlate -- grow [DAYS]

const FIRST_DAY = Date.UTC(2026, 0, 5);
/** Correlation may make an ingest so much longer. */
const LIMIT = 1.3;

interface Measured {
  records: number;
  requests: number;
  /** By the clock, and time of the processors, seconds. */
  seconds: number;
  busy: number;
  /** Of the busier of the two threads: what the clock would show if nothing else ran. */
  longest: number;
}

const dayOf = (start: Date, seed: number): string[] => [
  ...['--servers', '4', '--requests', '320000'],
  ...['--start', start.toISOString(), '--seed', String(seed)],
];

/** An ingest in a process of its own. */
function ingest(db: string, logs: string, correlate: boolean): Measured {
  const child = spawnSync(process.execPath, [import.meta.filename, 'ingest', db, logs, String(correlate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error('an ingest failed');
  return JSON.parse(String(child.stdout)) as Measured;
}

/** What the process of one ingest does. */
async function measure(file: string, logs: string, correlate: boolean): Promise<void> {
  const built = (name: string): string => new URL(`../dist/${name}`, import.meta.url).href;
  const store = (await import(
    built('store/sqlite/database.js')
  )) as typeof import('../src/store/sqlite/database.ts');
  const pipeline = (await import(built('ingest/ingest.js'))) as typeof import('../src/ingest/ingest.ts');
  const db = store.openForWriting(file);
  const count = (): number => db.prepare('SELECT count(*) FROM request').pluck().get() as number;
  const before = count();
  const started = performance.now();
  const cpu = process.cpuUsage();
  const own = process.threadCpuUsage();
  const { records } = await pipeline.ingest(db, [logs], { correlate });
  const { user, system } = process.cpuUsage(cpu);
  const thread = process.threadCpuUsage(own);
  const seconds = (performance.now() - started) / 1000;
  const requests = count() - before;
  db.close();
  const busy = (user + system) / 1e6;
  const writing = (thread.user + thread.system) / 1e6;
  const longest = Math.max(writing, busy - writing);
  process.stdout.write(JSON.stringify({ records, requests, seconds, busy, longest }));
}

function fresh(name: string): string {
  const file = path.join(DATA, name);
  for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(file + suffix, { force: true });
  return file;
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function compare(rounds: number): void {
  const logs = logsOf('correlate', ...dayOf(new Date(FIRST_DAY), 1));
  const times: Record<'with' | 'without', Measured[]> = { with: [], without: [] };
  for (let round = 1; round <= rounds; round++) {
    const without = ingest(fresh('without.db'), logs, false);
    const correlated = ingest(fresh('with.db'), logs, true);
    times.without.push(without);
    times.with.push(correlated);
    console.log(
      `round ${round}: ${without.records} records in ${without.seconds.toFixed(1)} s (${spent(without)}), ` +
        `with ${correlated.requests} requests made of them in ${correlated.seconds.toFixed(1)} s (${spent(correlated)})`,
    );
  }
  const of = (which: 'with' | 'without', time: 'seconds' | 'busy' | 'longest'): number =>
    median(times[which].map((measured) => measured[time]));
  const ratio = (time: 'seconds' | 'busy' | 'longest'): string =>
    (of('with', time) / of('without', time)).toFixed(2);
  console.log(
    `\nmedian: ${ratio('seconds')} times the time by the clock, ${ratio('longest')} times that of the busier thread, ` +
      `${ratio('busy')} times the work`,
  );
  if (Number(ratio('seconds')) > LIMIT) {
    console.log(
      `more than ${LIMIT} times the time; where other programs ran meanwhile, the busier thread tells more`,
    );
    process.exitCode = 1;
  }
}

const spent = ({ busy, longest }: Measured): string =>
  `${busy.toFixed(1)} s busy, ${longest.toFixed(1)} s of them in one thread`;

function grow(days: number): void {
  const db = fresh('grown.db');
  const logs = path.join(DATA, 'one-day');
  let total = 0;
  for (let day = 0; day < days; day++) {
    rmSync(logs, { recursive: true, force: true });
    const options = dayOf(new Date(FIRST_DAY + day * millisecondsInDay), day + 1);
    mapiscope('generate', '--out', logs, '--quiet', ...options);
    const { requests, records, seconds, busy } = ingest(db, logs, true);
    total += requests;
    console.log(
      `${(total / 1e6).toFixed(1)} million requests: ${Math.round(records / seconds)} records/s, ` +
        `${Math.round(records / busy)} per second of work, ${(statSync(db).size / 1e9).toFixed(2)} GB`,
    );
  }
  rmSync(logs, { recursive: true, force: true });
}

const [what, ...rest] = process.argv.slice(2);
mkdirSync(DATA, { recursive: true });
if (what === 'ingest') await measure(rest[0] ?? '', rest[1] ?? '', rest[2] === 'true');
else if (what === 'grow') grow(Number(rest[0] ?? 10));
else compare(Number(what ?? 3));
