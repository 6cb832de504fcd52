import { expect, test } from 'vitest';
import { builtInRules } from '../../src/correlate/noise.ts';
import { type Verdict, verdict } from '../../src/correlate/outcome.ts';
import type { BackPart, FrontPart } from '../../src/correlate/parts.ts';
import { UNNAMED, UNNAMED_FRONT } from '../support/parts.ts';
import { codes, sections, table, textOf } from './markdown.ts';

const definitions = sections(textOf('docs/reference/views.md'), 3);

/** Rows of the definition of a column: the value, then what the page says about it. */
function definition(column: string): string[][] {
  const section = definitions.find(({ heading }) => codes(heading)[0] === column);
  return table(section?.text ?? '', 'value');
}

const valuesOf = (column: string): (string | undefined)[] =>
  definition(column).map(([value = '']) => codes(value)[0]);

const part = {
  recordId: 1,
  atMs: 0,
  durationMs: 0,
  requestId: null,
  context: null,
  sequence: null,
  noise: null,
  ...UNNAMED,
};
const front = (changes: Partial<FrontPart>): FrontPart => ({
  ...part,
  side: 'front',
  httpStatus: 200,
  backEndStatus: null,
  errorCode: null,
  authenticated: true,
  client: '',
  ...UNNAMED_FRONT,
  ...changes,
});
const back = (changes: Partial<BackPart>): BackPart => ({
  ...part,
  side: 'back',
  httpStatus: 200,
  responseCode: 0,
  statusCode: 0,
  ...changes,
});

/** The class that the page gives for a code, found among the codes and numbers of its last column. */
function classNaming(test: RegExp): string | undefined {
  const row = definition('failure_class').find(([, , from = '']) => test.test(from));
  return codes(row?.[0] ?? '')[0];
}

const responses = Array.from({ length: 18 }, (_, i) => i + 1).filter((code) => code !== 14);
const statuses = [
  1003, 1010, 2203, 2412, 1142, 1144, 1152, 1247, 1248, 1249, 1292, 2008, 2414, 2415, 2419, 2611, 2612, 2613,
  2614,
];
const errors = [
  2001, 2002, 2003, 2004, 2011, 2012, 2014, 2016, 2017, 3002, 3003, 3004, 3005, 3007, 3008, 3009,
];

test.each<[string, Verdict, RegExp]>([
  ...responses.map((code): [string, Verdict, RegExp] => [
    `ResponseCode ${code}`,
    verdict(null, back({ responseCode: code }), null),
    new RegExp(`\`ResponseCode\` (?:\\d+, )*${code}\\b`),
  ]),
  ...statuses.map((code): [string, Verdict, RegExp] => [
    `status ${code}`,
    verdict(null, back({ statusCode: code }), null),
    new RegExp(`status (?:\\d+, )*${code}\\b`),
  ]),
  ...errors.map((code): [string, Verdict, RegExp] => [
    `ErrorCode ${code}`,
    verdict(front({ errorCode: String(code) }), null, null),
    new RegExp(`\\(${code}\\)`),
  ]),
  ...[401, 403, 404, 503, 504].map((code): [string, Verdict, RegExp] => [
    `HTTP ${code}`,
    verdict(front({ httpStatus: code }), null, null),
    new RegExp(`HTTP ${code}`),
  ]),
])('views.md classes %s as the program does', (_, { outcome, failureClass }, naming) => {
  expect(outcome).toBe('failed');
  expect(classNaming(naming)).toBe(failureClass);
});

test('views.md defines every outcome', () => {
  expect(valuesOf('outcome').sort()).toEqual(['challenge', 'client_gone', 'failed', 'ok']);
});

test('views.md defines every noise value', () => {
  expect(valuesOf('noise').sort()).toEqual([...new Set(builtInRules.map(({ reason }) => reason))].sort());
});
