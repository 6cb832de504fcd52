import { expect, test } from 'vitest';
import { ABSENT_TEXTS, present } from '../../../src/formats/values/absent.ts';

test.each([...ABSENT_TEXTS, null, undefined])('%j stands for no value', (text) => {
  expect(present(text)).toBeNull();
});

test.each(['0', ' ', '<NULL>', 'null', '<null> ', 'Execute'])('%j is a value', (text) => {
  expect(present(text)).toBe(text);
});
