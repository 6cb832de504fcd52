import { expect, test } from 'vitest';
import { userKey } from '../../../src/formats/values/user-key.ts';

test.each([
  ['CONTOSO\\Sam', 'contoso\\sam'],
  ['ËLISE', 'ëlise'],
  ['ŽANA', 'žana'],
  ['ZOE\u0308', 'zo\u00eb'],
  ['İpek', 'i\u0307pek'],
  ['ΝΙΚΟΣ', 'νικοσ'],
  ['νικος', 'νικοσ'],
])('%s in any letter case is %s', (name, key) => {
  expect(userKey(name)).toBe(key);
  expect(userKey(key)).toBe(key);
});

test('other letters are other names', () => {
  for (const [one, other] of [
    ['ilı', 'ili'],
    ['İ', 'i'],
    ['straße', 'strasse'],
    ['zoë', 'zoe'],
  ] as const)
    expect(userKey(one)).not.toBe(userKey(other));
});
