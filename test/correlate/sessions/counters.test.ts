import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Counters, enterCounter, missingOf } from '../../../src/correlate/sessions/counters.ts';

const LATER = 3_600_000;
const none = (): Counters => ({ counters: [], missedEarlier: 0, missedBelow: 0 });

function entered(counters: readonly number[]): Counters {
  const account = none();
  for (const n of counters) enterCounter(account, n, 0);
  return account;
}

test.each([
  [[1, 2, 3], 0],
  [[7], 0],
  [[1, 4], 2],
  [[4, 1], 2],
  [[4, 1, 2, 3], 0],
  [[1, 1, 2, 2, 5, 5], 2],
  [[1, 9, 5, 3, 7], 4],
  [[10, 20, 15, 14, 16], 6],
])('%j has %i missing', (counters, missing) => {
  expect(missingOf(entered(counters), LATER)).toEqual({ all: missing, open: 0 });
});

test('any order and any repetition gives what a set of them gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 300 }), (counters) => {
      const seen = new Set(counters);
      const expected = Math.max(...seen) - Math.min(...seen) + 1 - seen.size;
      const account = entered(counters);
      // Forgotten gaps may make it untold, never wrong.
      expect(missingOf(account, LATER)?.all ?? expected).toBe(expected);
      if (account.missedBelow === 0) expect(missingOf(account, LATER)?.all).toBe(expected);
      expect(missingOf(JSON.parse(JSON.stringify(account)) as Counters, LATER)).toEqual(
        missingOf(account, LATER),
      );
    }),
  );
});

test('stays small where every other request is missing, and still counts', () => {
  const account = entered(Array.from({ length: 5000 }, (_, i) => 2 * i));
  expect(account.counters.length).toBeLessThanOrEqual(64);
  expect(missingOf(account, LATER)).toEqual({ all: 4999, open: 0 });
  // One of the last gaps gets filled; of those that were forgotten nothing can be told any more.
  enterCounter(account, 9995, 0);
  expect(missingOf(account, LATER)).toEqual({ all: 4998, open: 0 });
  enterCounter(account, 5, 0);
  expect(missingOf(account, LATER)).toBeNull();
});

test('numbers that are no count say nothing', () => {
  expect(missingOf(entered([3, 155_680_117]), LATER)).toBeNull();
  expect(missingOf(none(), LATER)).toBeNull();
});

test('what may still be under way is told apart', () => {
  const account = none();
  enterCounter(account, 1, 1000);
  enterCounter(account, 3, 2000);
  enterCounter(account, 6, 400_000);
  expect(missingOf(account, 400_000)).toEqual({ all: 3, open: 2 });
  expect(missingOf(account, 800_000)).toEqual({ all: 3, open: 0 });
  // A late record in a gap leaves the rest of it as old as it was.
  enterCounter(account, 4, 700_000);
  expect(missingOf(account, 800_000)).toEqual({ all: 2, open: 0 });
});
