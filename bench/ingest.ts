import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { families } from '../src/formats/families.ts';
import type { FamilyId } from '../src/formats/family.ts';
import { DATA, logsOf, MAIN } from './data.ts';

// A day of one server (389,000 HttpProxy and 48,000 MapiHttp lines, 300 MB): `mapiscope ingest` beside the sqlite3
// shell's `.import` of the same files, in turn, in one run. Both into a new file with nothing else to do.
//
//   npm run bench:ingest [-- ROUNDS]

const LOGS = logsOf('day', '--servers', '1', '--requests', '389000');
const ROUNDS = Number(process.argv[2] ?? 3);

/** Lines before the first record: the bare header row and five of the preamble. */
const PREAMBLE = 6;

function filesOf(prefix: string): string[] {
  return (readdirSync(LOGS, { recursive: true }) as string[])
    .filter((name) => path.basename(name).startsWith(prefix))
    .sort()
    .map((name) => path.join(LOGS, name));
}

const files: Partial<Record<FamilyId, string[]>> = {};

function fresh(name: string): string {
  const file = path.join(DATA, name);
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
  return file;
}

function seconds(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

function ingest(): { time: number; size: number } {
  const db = fresh('mapiscope.db');
  const time = seconds(() =>
    execFileSync(process.execPath, [MAIN, 'ingest', LOGS, '--db', db, '--json'], { stdio: 'ignore' }),
  );
  return { time, size: statSync(db).size };
}

function sqliteImport(): { time: number; size: number } {
  const db = fresh('import.db');
  const script = ['.mode csv'];
  for (const family of families) {
    const logs = files[family.id];
    if (logs === undefined || logs.length === 0) continue;
    const columns = family.layouts[0]?.columns.map((column) => `"${column}"`).join(', ');
    script.push(`CREATE TABLE ${family.id} (${columns});`);
    for (const log of logs)
      script.push(`.import --skip ${PREAMBLE} "${log.replaceAll('\\', '/')}" ${family.id}`);
  }
  const input = `${script.join('\n')}\n`;
  writeFileSync(path.join(DATA, 'import.sql'), input);
  const time = seconds(() => execFileSync('sqlite3', [db], { input, stdio: ['pipe', 'ignore', 'inherit'] }));
  return { time, size: statSync(db).size };
}

if (spawnSync('sqlite3', ['--version']).status !== 0)
  throw new Error('the sqlite3 shell is needed (Debian: apt-get install sqlite3)');
files.http_proxy = filesOf('HttpProxy_');
files.mapi_http = filesOf('MapiHttp_');
const bytes = Object.values(files)
  .flat()
  .reduce((sum, file) => sum + statSync(file).size, 0);
console.log(
  `${(bytes / 1e6).toFixed(0)} MB in ${Object.values(files).flat().length} files, ${ROUNDS} rounds\n`,
);

const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
for (let round = 1; round <= ROUNDS; round++) {
  const theirs = sqliteImport();
  const ours = ingest();
  times.ours.push(ours.time);
  times.theirs.push(theirs.time);
  const rate = (time: number): string => `${(bytes / 1e6 / time).toFixed(1)} MB/s`;
  console.log(
    `round ${round}: sqlite3 .import ${theirs.time.toFixed(2)} s (${rate(theirs.time)}, ${(theirs.size / 1e6).toFixed(0)} MB), ` +
      `mapiscope ingest ${ours.time.toFixed(2)} s (${rate(ours.time)}, ${(ours.size / 1e6).toFixed(0)} MB), ratio ${(theirs.time / ours.time).toFixed(2)}`,
  );
}
const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ratio = median(times.theirs) / median(times.ours);
console.log(
  `\nmedian: sqlite3 .import ${median(times.theirs).toFixed(2)} s, mapiscope ingest ${median(times.ours).toFixed(2)} s: ${ratio.toFixed(2)} times its speed`,
);
