import { expect, test } from 'vitest';
import { CODES, codeOf } from '../../src/formats/codes/codes.ts';
import { codesPage } from './codes-page.ts';
import { codes, sections, table, textOf } from './markdown.ts';

/** After a change of a table: `npx vitest run test/docs/codes.test.ts -u`, and read what changed. */
test('codes.md says what the tables of the program say', async () => {
  await expect(codesPage()).toMatchFileSnapshot('../../docs/reference/codes.md');
});

/** The codes that one part of a cell names: `ResponseCode` numbers, status numbers, `ErrorCode` names, HTTP. */
function codesIn(part: string): string[] {
  const numbers = [...part.matchAll(/\b(?:0x[0-9A-F]{8}|\d{1,4})\b/g)].map(([number]) => Number(number));
  if (part.startsWith('`ResponseCode`')) return numbers.map((number) => `mapihttp ${number}`);
  if (part.startsWith('status')) return numbers.map((number) => `rpc ${number}`);
  if (part.includes('HTTP')) return numbers.map((number) => `http ${number}`);
  const names = codes(part).filter((name) => name !== 'ErrorCode');
  for (const [, name = '', number = ''] of part.matchAll(/`(\w+)` \((\d+)\)/g))
    expect(codeOf('proxy', number)?.name).toBe(name);
  return names.map((name) => `proxy ${name}`);
}

test('views.md names every code of a failure class, and no other', () => {
  const section = sections(textOf('docs/reference/views.md'), 3).find(
    ({ heading }) => heading === '`failure_class`',
  );
  const rows = table(section?.text ?? '', 'value');
  const written = rows.map(([value = '', , from = '']) => [
    codes(value)[0],
    from.split('; ').flatMap(codesIn).sort(),
  ]);
  const isHttpName = (name: string): boolean => codeOf('http', name) !== null && name !== 'RoutingError';
  const expected = CODES.filter(({ layer, class: group, number, name }) => {
    // HTTP statuses that fall under "other HTTP 4xx" and "other HTTP 5xx".
    if (layer === 'http') return group !== (Number(number) < 500 ? 'bad_request' : 'server_error');
    if (layer === 'proxy') return !isHttpName(name);
    return layer === 'mapihttp' || layer === 'rpc';
  });
  const codesOf = (group: string | undefined) =>
    expected
      .filter((code) => code.class === group)
      .map(({ layer, code }) => `${layer} ${code}`)
      .sort();
  expect(written).toEqual(written.map(([group]) => [group, codesOf(group as string | undefined)]));
  expect(new Set(written.map(([group]) => group))).toEqual(
    new Set([...CODES.flatMap((code) => code.class ?? []), 'unknown']),
  );
});
