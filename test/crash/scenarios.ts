import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../src/generate/random.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { blockProblems, seriesProblems } from '../store/figures/block-checks.ts';
import { cutLogs, type LogBytes, writePieces } from '../support/pieces.ts';
import type { DataSet } from './data-set.ts';
import { counts, difference, digest, repeated } from './digest.ts';
import { bytesRead, Victim } from './victim.ts';

/** What the kills met. */
export interface Tally {
  kills: number;
  /** Kills that met a database with a part of the logs in it, and not all of them. */
  midRun: number;
  /** Databases that were made in spite of the kills. */
  databases: number;
  /** What is wrong with which of them. */
  problems: string[];
}

/** How often to kill, and the time (epoch milliseconds) after which no new database is begun. */
export interface Bounds {
  kills: number;
  until: number;
}

/** Share of the kills that come at any time of the run; the others come when a part of the logs is stored. */
const ANY_TIME = 0.4;
/** How long after that at most. */
const AFTER_MS = 12;

/** Kills an ingest again and again until it has come to its end, and so on with a new database. */
export async function killIngest(work: string, set: DataSet, bounds: Bounds, random: Random): Promise<Tally> {
  const logs = path.join(work, 'logs');
  writeLogs(logs, set.logs);
  const started = performance.now();
  await Victim.ingest(logs, path.join(work, 'measured.db')).end();
  const wholeMs = performance.now() - started;
  const bytes = bytesRead(path.join(work, 'measured.db'));
  const expected = await uninterrupted(logs, set);
  const tally: Tally = { kills: 0, midRun: 0, databases: 0, problems: [] };
  while (tally.kills < bounds.kills && Date.now() < bounds.until) {
    const file = path.join(work, `${tally.databases++}.db`);
    for (let done = false; !done; ) {
      const stored = bytesRead(file);
      const victim = Victim.ingest(logs, file);
      if (tally.kills >= bounds.kills || stored === bytes) {
        await victim.end();
        break;
      }
      done = !(await (random.chance(ANY_TIME)
        ? victim.killAfter(random.unit() * wholeMs)
        : // More often early: there is more to come then.
          victim.killAtBytes(
            file,
            stored + random.unit() ** 2 * (bytes - stored),
            random.unit() * AFTER_MS,
          )));
      if (!done) count(tally, file, set);
    }
    tally.problems.push(...compare(file, expected));
  }
  expected.close();
  return tally;
}

/** Pieces that are written while one follower lives. */
const PIECES_PER_KILL = 40;
const KILLS_PER_DATABASE = 10;
const LONGEST_LIFE_MS = 1_400;
const SHORTEST_LIFE_MS = 150;
/** Share of the lives that are counted from when the first bytes are stored: a busy machine takes long until then. */
const LATER = 0.7;

/** Kills a program that follows a folder while logs are written there. */
export async function killFollower(
  work: string,
  set: DataSet,
  bounds: Bounds,
  random: Random,
): Promise<Tally> {
  const tally: Tally = { kills: 0, midRun: 0, databases: 0, problems: [] };
  const startMs = await timeToFirstBytes(work, set);
  while (tally.kills < bounds.kills && Date.now() < bounds.until) {
    const number = tally.databases++;
    const logs = path.join(work, `logs ${number}`);
    const file = path.join(work, `${number}.db`);
    mkdirSync(logs, { recursive: true });
    const lives = Math.min(KILLS_PER_DATABASE, bounds.kills - tally.kills);
    const pieces = cutLogs(set.logs, lives * PIECES_PER_KILL, random, hourOf);
    for (let life = 0; life < lives; life++) {
      const share = pieces.splice(0, Math.ceil(pieces.length / (lives - life)));
      const lifeMs =
        random.int(SHORTEST_LIFE_MS, LONGEST_LIFE_MS) + (random.chance(LATER) ? Math.round(startMs) : 0);
      const victim = Victim.follow(logs, file);
      const [killed] = await Promise.all([
        victim.killAfter(lifeMs),
        // Some of it is written when nobody looks.
        writePieces(logs, share, (lifeMs * 1.1) / share.length),
      ]);
      if (!killed) throw new Error('the follower ended by itself');
      tally.kills++;
      if (storedPart(file, set)) tally.midRun++;
    }
    await Victim.ingest(logs, file).end();
    const expected = await uninterrupted(logs, set);
    tally.problems.push(...compare(file, expected));
    expected.close();
    rmSync(logs, { recursive: true });
  }
  return tally;
}

/** How long a follower takes here until it has stored something. */
async function timeToFirstBytes(work: string, set: DataSet): Promise<number> {
  const logs = path.join(work, 'measured');
  writeLogs(logs, set.logs);
  const started = performance.now();
  await Victim.follow(logs, path.join(work, 'measured.db')).killAtBytes(path.join(work, 'measured.db'), 1, 0);
  return performance.now() - started;
}

/** The hours of the generated logs follow each other; all else is written at the same time. */
const hourOf = (name: string): number => (/\d{8}01-\d/.test(name) ? 0.7 : 0);

function writeLogs(folder: string, logs: readonly LogBytes[]): void {
  for (const { name, bytes } of logs) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

function count(tally: Tally, file: string, set: DataSet): void {
  tally.kills++;
  if (storedPart(file, set)) tally.midRun++;
}

/** Whether the database has records, but not yet all. It is opened as it is after the kill. */
function storedPart(file: string, set: DataSet): boolean {
  try {
    const db = openForReading(file);
    try {
      const { records } = counts(db);
      return records > 0 && records < set.records;
    } finally {
      db.close();
    }
  } catch {
    // Killed before the tables were there.
    return false;
  }
}

/** The database that one ingest makes of the logs when nothing disturbs it. */
async function uninterrupted(logs: string, set: DataSet): Promise<Connection> {
  for (const { name, bytes } of set.logs) {
    if (!readFileSync(path.join(logs, name)).equals(bytes)) throw new Error(`${name} was not written right`);
  }
  const db = openForWriting(':memory:');
  await ingest(db, [logs]);
  const { records, rejected } = counts(db);
  if (records !== set.records || rejected !== set.rejected)
    throw new Error(`${records} records instead of ${set.records}, ${rejected} rejected of ${set.rejected}`);
  return db;
}

/** Compares a database with the expected one and removes it. @returns what differs */
function compare(file: string, expected: Connection): string[] {
  const actual = openForReading(file);
  const problems: string[] = [];
  try {
    const integrity = actual.pragma('integrity_check', { simple: true });
    if (integrity !== 'ok') problems.push(`integrity_check: ${integrity}`);
    for (const place of repeated(actual)) problems.push(`stored twice: ${JSON.stringify(place)}`);
    const [found, wanted] = [counts(actual), counts(expected)];
    if (found.records !== wanted.records || found.rejected !== wanted.rejected)
      problems.push(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
    problems.push(...blockProblems(actual));
    for (const row of seriesProblems(actual)) problems.push(`wrong series: ${JSON.stringify(row)}`);
    const [have, want] = [digest(actual), digest(expected)];
    if (JSON.stringify(have) !== JSON.stringify(want)) problems.push(...difference(actual, expected));
  } finally {
    actual.close();
  }
  for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(file + suffix, { force: true });
  return problems.map((problem) => `${path.basename(file)}: ${problem}`);
}
