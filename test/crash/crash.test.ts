import { expect, test } from 'vitest';
import { Random } from '../../src/generate/random.ts';
import { temporaryFolder } from '../support/database.ts';
import { makeDataSet } from './data-set.ts';
import { killFollower, killIngest, type Tally } from './scenarios.ts';

// Exactly once: rows, what is derived from them and the position they reach are stored together. However often and
// whenever the process is killed, the database ends up as if nothing had happened.
//
//   CRASH_KILLS=500 CRASH_SEED=2 CRASH_MINUTES=12 npx vitest run test/crash

const KILLS = Number(process.env['CRASH_KILLS'] ?? 20);
const SEED = Number(process.env['CRASH_SEED'] ?? 1);
const MINUTES = Number(process.env['CRASH_MINUTES'] ?? 12);

/** Half of the kills and of the time for each of the two. */
const bounds = () => ({ kills: Math.ceil(KILLS / 2), until: Date.now() + MINUTES * 30_000 });
/** The last database is finished after that time. */
const TIMEOUT = MINUTES * 30_000 + 120_000;

function report(scenario: string, { kills, midRun, databases, problems }: Tally): void {
  if (process.env['CRASH_KILLS'] === undefined) return;
  process.stdout.write(
    `${scenario}: ${kills} kills, ${midRun} of them mid-run, ${databases} databases, seed ${SEED}\n${problems.join('\n')}\n`,
  );
}

test(
  'an ingest that is killed and started again leaves the database of an uninterrupted one',
  async () => {
    const set = await makeDataSet(temporaryFolder());
    const tally = await killIngest(temporaryFolder(), set, bounds(), new Random(`${SEED} ingest`));
    report('ingest', tally);
    expect(tally.problems).toEqual([]);
    expect(tally.midRun).toBeGreaterThan(0);
  },
  TIMEOUT,
);

test(
  'so does a program that is killed while it follows logs being written',
  async () => {
    const set = await makeDataSet(temporaryFolder());
    const tally = await killFollower(temporaryFolder(), set, bounds(), new Random(`${SEED} follow`));
    report('following', tally);
    expect(tally.problems).toEqual([]);
    expect(tally.midRun).toBeGreaterThan(0);
  },
  TIMEOUT,
);
