import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { Random } from '../../src/generate/random.ts';
import { MIXED, scenarioNames } from '../../src/generate/scenarios/all.ts';
import { BackgroundIngest } from '../../src/ingest/background.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForReading, openForWriting } from '../../src/store/sqlite/database.ts';
import { logsIn } from '../crash/data-set.ts';
import { counts, difference, digest, repeated } from '../crash/digest.ts';
import { memoryDatabase, temporaryFolder } from '../support/database.ts';
import { cutLogs, writePieces } from '../support/pieces.ts';

// What is derived from logs while they grow, a piece of a line or a few lines at a time, is what one reading of the whole
// gives: the servers' logs grow side by side, so that records of one request come in either order and far apart.

/** More seeds than the usual one: `LIVE_SEEDS=1,2,3`. */
const seeds = (process.env['LIVE_SEEDS'] ?? '1').split(',').map(Number);
const cases = seeds.flatMap((seed) => scenarioNames.map((scenario) => ({ seed, scenario })));

/** Pieces that the logs of a scenario are written in, and how often the follower is waited for meanwhile. */
const PIECES = 240;
const ROUNDS = 20;
const LONGEST_WAIT_MS = 1_000;

/** What is derived; the rest (records, sources) is compared as well, but for when a log was read last. */
const DERIVED = ['requests', 'sessions', 'accounts', 'failures', 'reconnects', 'people'];

/** Logs have the hour in their names. */
const hourOf = (name: string): number => Number(/\d{8}(\d\d)-\d/.exec(name)?.[1] ?? 0) * 0.8;

test.each(cases)('$scenario, seed $seed', { timeout: 180_000 }, async ({ scenario, seed }) => {
  const work = temporaryFolder();
  const whole = path.join(work, 'whole');
  const clients = scenario === MIXED ? 8 : 4;
  await generate({ out: whole, scenarios: [scenario], servers: 3, clients, hours: 2, noise: 0.3, seed });
  const logs = logsIn(whole);
  rmSync(whole, { recursive: true });

  const growing = path.join(work, 'growing');
  mkdirSync(growing);
  const live = following(path.join(work, 'live.db'), growing);
  const pieces = cutLogs(logs, PIECES, new Random(seed), hourOf);
  while (pieces.length > 0) {
    const stored = live.nextPortion();
    await writePieces(growing, pieces.splice(0, PIECES / ROUNDS), 0);
    // Where only parts of lines came there is nothing to store yet.
    await Promise.race([stored, sleep(LONGEST_WAIT_MS)]);
  }

  const batch = memoryDatabase();
  await ingest(batch, [growing]);
  const { records, rejected } = counts(batch);
  expect([records > 300, rejected]).toEqual([true, 0]);
  await vi.waitFor(() => expect(counts(live.db)).toEqual({ records, rejected }), {
    timeout: 60_000,
    interval: 50,
  });
  // It has been read in many portions, not at once when all was there.
  expect(live.portions()).toBeGreaterThan(ROUNDS / 2);
  expect(repeated(live.db)).toEqual([]);
  const [have, want] = [digest(live.db), digest(batch)];
  for (const part of DERIVED) expect(have[part], difference(live.db, batch).join('\n')).toBe(want[part]);
});

interface Live {
  db: Connection;
  /** How often something was stored. */
  portions(): number;
  /** Ends when something is stored next. */
  nextPortion(): Promise<unknown>;
}

/** A real ingest thread that follows a folder. */
function following(file: string, folder: string): Live {
  openForWriting(file).close();
  const background = new BackgroundIngest();
  let portions = 0;
  background.on('stored', () => portions++);
  background.start({ file, paths: [folder], lineLimit: 1024 * 1024 });
  const db = openForReading(file);
  onTestFinished(async () => {
    await background.stop();
    db.close();
  });
  return { db, portions: () => portions, nextPortion: () => once(background, 'stored') };
}
