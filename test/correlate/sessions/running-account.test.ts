import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, emptyAccount, enter } from '../../../src/correlate/sessions/account.ts';
import { RunningAccount } from '../../../src/correlate/sessions/running-account.ts';
import { inOrder, type Step } from '../../../src/correlate/sessions/step.ts';

const T = Date.parse('2026-03-04T09:12:44.000Z');

/** What a step of a session is made of; small ranges, so that ends and counters meet. */
const facts = fc.record({
  at: fc.nat({ max: 400 }),
  durationMs: fc.nat({ max: 30 }),
  outcome: fc.constantFrom(
    'ok' as const,
    'ok' as const,
    'failed' as const,
    'client_gone' as const,
    'challenge' as const,
  ),
  role: fc.constantFrom('use' as const, 'use' as const, 'open' as const, 'close' as const),
  address: fc.constantFrom(null, '10.0.0.1', '10.0.0.2'),
  counter: fc.option(fc.nat({ max: 50 }), { nil: null }),
});
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never;

const stepOf = (id: number, { at, durationMs, ...rest }: Facts, shift: number): Step => ({
  id,
  startMs: T + shift + at - durationMs,
  endMs: T + shift + at,
  key: String(id),
  trouble: rest.outcome === 'failed' ? 'network' : null,
  frontEnd: `EXCH0${id % 3}`,
  front: true,
  back: id % 2 === 0,
  numbered: true,
  machine: null,
  processMs: null,
  recoveredMs: null,
  ...rest,
});

/** The account of these steps, made from the beginning. */
function whole(steps: readonly Step[]): Account {
  const account = emptyAccount();
  for (const step of [...steps].sort(inOrder)) enter(account, step);
  return account;
}

const LATEST: Omit<Facts, 'at'> = {
  durationMs: 10,
  outcome: 'ok',
  role: 'use',
  address: null,
  counter: null,
};

/** A portion: steps that come, and some of the earlier ones that change or go, counted from the last one back. */
const portion = fc.record({
  come: fc.array(facts, { maxLength: 120, size: 'max' }),
  change: fc.array(fc.tuple(fc.nat({ max: 900 }), facts), { maxLength: 5 }),
  go: fc.array(fc.nat({ max: 900 }), { maxLength: 2 }),
  /** Steps that are not at hand while one more comes. */
  cut: fc.nat({ max: 900 }),
});

test('however steps come, change and go, the account is that of the steps from the beginning', () => {
  fc.assert(
    fc.property(fc.array(portion, { minLength: 1, maxLength: 12, size: 'max' }), (portions) => {
      const running = new RunningAccount([], emptyAccount(), null);
      const current = new Map<number, Step>();
      let last = 0;
      for (const [number, { come, change, go, cut }] of portions.entries()) {
        const touched = new Set<number>();
        let from = Number.POSITIVE_INFINITY;
        const touch = (step: Step): void => {
          touched.add(step.id);
          from = Math.min(from, step.endMs);
        };
        const earlier = running.steps.length;
        const put = (step: Step): void => {
          const before = current.get(step.id);
          if (before !== undefined) touch(before);
          touch(step);
          current.set(step.id, step);
        };
        for (const made of come) put(stepOf(++last, made, number * 300));
        for (const [back, made] of change) {
          const step = running.steps[earlier - 1 - back];
          // It stays near the time that it had: its other record is of the same moment.
          if (step !== undefined && current.has(step.id))
            put(stepOf(step.id, { ...made, at: step.endMs - T }, made.at % 3));
        }
        for (const back of go) {
          const step = running.steps[earlier - 1 - back];
          if (step === undefined || !current.delete(step.id)) continue;
          touch(step);
        }
        const changed = [...touched].flatMap((id) => current.get(id) ?? []).sort(inOrder);
        running.update(from, ({ id }) => touched.has(id), changed);
        expect(running.steps).toEqual([...current.values()].sort(inOrder));
        expect(running.account).toEqual(whole([...current.values()]));
        const away = running.cut(Math.min(cut, running.steps.length));
        const next = stepOf(++last, { ...LATEST, at: 450 }, number * 300);
        current.set(next.id, next);
        running.update(next.endMs, () => false, [next]);
        expect(running.account).toEqual(whole([...current.values()]));
        running.uncut(away, null);
        expect(running.steps).toEqual([...current.values()].sort(inOrder));
      }
    }),
    { numRuns: 100 },
  );
});

test('what changes at the end of a long session does not look at the whole of it', () => {
  let looks = 0;
  /** Counts who asks for its outcome: only that enters it into an account. */
  const of = (id: number): Step => {
    const { outcome, ...step } = stepOf(id, { ...LATEST, at: 0 }, id * 100);
    return Object.defineProperty(step, 'outcome', {
      get: () => {
        looks++;
        return outcome;
      },
      enumerable: true,
    }) as Step;
  };
  const running = new RunningAccount([], emptyAccount(), null);
  const grow = (count: number): number => {
    looks = 0;
    for (let i = 0; i < count; i++) {
      const step = of(running.steps.length);
      running.update(step.endMs, () => false, [step]);
      const other = of(step.id);
      running.update(step.endMs, ({ id }) => id === step.id, [other]);
    }
    return looks;
  };
  grow(1_000);
  const short = grow(500);
  grow(6_000);
  // Five times as long.
  expect(grow(500)).toBeLessThan(short * 1.5);
});
