import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../src/generate/generate.ts';
import { MIXED, scenarioNames } from '../../../src/generate/scenarios/all.ts';
import type { Evidence, Truth } from '../../../src/generate/truth.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../../src/store/sqlite/database.ts';
import {
  accounts,
  contextOfTruth,
  contextsSeen,
  differences,
  failureOfTruth,
  failuresSeen,
  type Item,
  reconnectOfTruth,
  reconnectsSeen,
} from './derived.ts';

// More than the usual: `TRUTH_SEEDS=1,2,3`; longer, and of more clients: `TRUTH_HOURS=24`, `TRUTH_CLIENTS=200`.
const { TRUTH_SEEDS = '1', TRUTH_HOURS = '3', TRUTH_CLIENTS = '8' } = process.env;
const seeds = TRUTH_SEEDS.split(',').map(Number);
const size = { servers: 4, clients: Number(TRUTH_CLIENTS), hours: Number(TRUTH_HOURS) };
const cases = seeds.flatMap((seed) => scenarioNames.map((scenario) => ({ seed, scenario })));

// What the simulated clients and servers did is known; the correlator sees only the lines they wrote.
describe.each(cases)('$scenario, seed $seed', ({ scenario, seed }) => {
  let folder: string;
  let evidence: Evidence;
  let db: Connection;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-truth-'));
    const out = path.join(folder, 'logs');
    const truth = path.join(folder, 'truth.json');
    const noise = scenario === MIXED ? 0.9 : 0.3;
    await generate({ out, truth, scenarios: [scenario], ...size, noise, seed });
    evidence = (JSON.parse(readFileSync(truth, 'utf8')) as Truth).evidence;
    db = openForWriting(path.join(folder, 'logs.db'));
    await ingest(db, [out]);
  }, 1_200_000);
  afterAll(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const mostAtFaceValue = (items: readonly Item[]): void => {
    const exact = items.filter((item) => item.exact).length;
    expect(exact).toBeGreaterThanOrEqual(items.length * 0.95);
  };

  test('every context, with every measure', () => {
    const truth = evidence.contexts.map(contextOfTruth);
    mostAtFaceValue(truth);
    // What failed before it reached a back end, at the front end whose log is missing, left no record.
    if (scenario === MIXED)
      expect(evidence.contexts.some(({ missingRequests }) => (missingRequests ?? 0) > 0)).toBe(true);
    expect(differences(truth, contextsSeen(db, accounts(evidence)))).toEqual([]);
  });

  test('every failure, with what became of it', () => {
    const truth = [...evidence.failures, ...evidence.unansweredChallenges].map(failureOfTruth);
    mostAtFaceValue(truth);
    expect(differences(truth, failuresSeen(db))).toEqual([]);
  });

  test('every reconnect, resume and restart, with its cause and every measure', () => {
    const truth = evidence.reconnects.map(reconnectOfTruth);
    mostAtFaceValue(truth);
    expect(differences(truth, reconnectsSeen(db, accounts(evidence)))).toEqual([]);
  });
});

test('a comparison that finds every kind of difference', () => {
  const item = (key: string, value: number): Item => ({ key, exact: true, values: { value } });
  expect(differences([item('a', 1), item('b', 2)], [item('a', 3), item('c', 4)])).toEqual([
    'a value: is 3, should be 1',
    'missed b {"value":2}',
    'invented c {"value":4}',
  ]);
});
