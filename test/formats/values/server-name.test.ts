import { expect, test } from 'vitest';
import { serverName } from '../../../src/formats/values/server-name.ts';

test.each([
  ['EXCH01', 'EXCH01'],
  ['exch01.contoso.com', 'EXCH01'],
  ['EXCH01.CONTOSO.COM', 'EXCH01'],
  ['10.4.2.17', '10.4.2.17'],
  ['fe80::1', 'fe80::1'],
  ['.odd', '.ODD'],
  ['', null],
  ['<null>', null],
])('%j is the server %j', (text, name) => {
  expect(serverName(text)).toBe(name);
});
