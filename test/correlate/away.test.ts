import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwayIds } from '../../src/correlate/away.ts';

test('ids are found by their texts, the latest first, while the table grows and entries go', () => {
  const text = fc.integer({ min: 0, max: 400 }).map((n) => `text ${n}`);
  const step = fc.record({ text, remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3_000, size: 'max' }), (steps) => {
      const away = new AwayIds();
      const expected = new Map<string, number[]>();
      for (const [at, { text: key, remove }] of steps.entries()) {
        const ids = expected.get(key) ?? [];
        const gone = remove ? ids.shift() : undefined;
        if (gone === undefined) {
          ids.unshift(at + 1);
          away.add(key, at + 1);
        } else away.remove(key, gone);
        expected.set(key, ids);
      }
      for (const [key, ids] of expected) expect(away.of(key)).toEqual(ids);
      expect(away.size).toBe([...expected.values()].flat().length);
      expect(away.of('another text')).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
