import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { frontRow, log } from '../test/support/logs.ts';
import { load, Serving } from './serving.ts';

// Start over 10,000 finished logs that were all read before: how long until it answers, and until it knows that there
// is nothing new. Finished logs are not opened.
//
//   npm run bench:restart [-- FILES ROUNDS]

const FILES = Number(process.argv[2] ?? 10_000);
const ROUNDS = Number(process.argv[3] ?? 5);
const DATA = path.resolve('bench/.data', `restart-${FILES}`);
const LOGS = path.join(DATA, 'Logging');
const DB = path.join(DATA, 'x.db');
const RECORDS = 20;

function makeLogs(): void {
  if (existsSync(LOGS) && readdirSync(LOGS).length > 0) return;
  console.log(`making ${FILES} logs …`);
  const begun = Date.UTC(2026, 0, 1);
  for (let number = 0; number < FILES; number++) {
    // A log an hour in each of twenty folders, as of as many servers and protocols.
    const hour = new Date(begun + Math.floor(number / 20) * 3_600_000);
    const folder = path.join(LOGS, `EXCH${String(number % 20).padStart(2, '0')}`, 'HttpProxy', 'Mapi');
    const name = `HttpProxy_${hour.toISOString().slice(0, 13).replace(/\D/g, '')}-1.LOG`;
    const rows = Array.from({ length: RECORDS }, (_, n) =>
      frontRow(number * RECORDS + n, { DateTime: new Date(hour.getTime() + n * 60_000).toISOString() }),
    );
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    writeFileSync(file, log('http_proxy', rows));
    const written = new Date(hour.getTime() + 3_600_000);
    utimesSync(file, written, written);
  }
}

makeLogs();
for (const suffix of ['', '-wal', '-shm']) rmSync(DB + suffix, { force: true });
const begun = performance.now();
execFileSync(process.execPath, ['dist/cli/main.js', 'ingest', LOGS, '--db', DB, '--json'], {
  stdio: 'ignore',
});
console.log(`read once, in ${((performance.now() - begun) / 1_000).toFixed(1)} s; now ${ROUNDS} starts`);
const answers: number[] = [];
const alls: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const started = performance.now();
  const serving = await Serving.start(LOGS, DB);
  const { status } = await fetch(`${serving.url}/readyz`);
  if (status !== 200) throw new Error(`/readyz answers ${status}`);
  const answered = (performance.now() - started) / 1_000;
  await serving.watching();
  const all = (performance.now() - started) / 1_000;
  const { totals } = await serving.status();
  if (totals.records !== FILES * RECORDS) throw new Error(`${totals.records} records`);
  answers.push(answered);
  alls.push(all);
  console.log(
    `round ${round}: ready in ${answered.toFixed(2)} s, everything looked at in ${all.toFixed(2)} s (load ${load()})`,
  );
  await serving.stop();
}
console.log(
  `best: ready in ${Math.min(...answers).toFixed(2)} s, everything looked at in ${Math.min(...alls).toFixed(2)} s`,
);
