import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problems } from '../../src/api/problems.ts';
import { ROOT, textOf } from './markdown.ts';

// That each code is documented: http-api.test.ts.
test('every problem code is provoked by a test of the API', () => {
  const tests = globSync('test/**/*.test.ts', { cwd: ROOT }).map(textOf).join('\n');
  const missing = Object.keys(problems).filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(tests));
  expect(missing).toEqual([]);
});
