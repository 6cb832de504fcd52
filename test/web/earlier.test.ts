import { expect, test } from 'vitest';
import { earlier } from '../../web/src/pages/overview/earlier.ts';

test('a number is compared with the range before only where enough was counted then', () => {
  expect(earlier(1_000, 900, 42)).toBe(42);
  expect(earlier(1_000, 100, 42)).toBe(42);
  // The logs begin at the end of the range before: three requests of its last second.
  expect(earlier(275_744, 3, 16)).toBeNull();
  expect(earlier(1_000, 99, 42)).toBeNull();
  expect(earlier(20, 19, 42)).toBeNull();
  expect(earlier(20, 20, null)).toBeNull();
  expect(earlier(20, undefined, undefined)).toBeNull();
});
