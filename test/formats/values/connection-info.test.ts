import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConnectionInfo } from '../../../src/formats/values/connection-info.ts';

const GUID = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';

test('all parts', () => {
  expect(parseConnectionInfo(`Connection Info[GUID:${GUID}, Attempts:4, Flags:1, Ctx:]`)).toEqual({
    connectionGuid: GUID,
    attempts: 4,
    flags: 1,
    context: null,
  });
});

test('a context with commas, brackets and names of other parts', () => {
  const info = parseConnectionInfo(
    `Connection Info[GUID:${GUID}, Attempts:12, Flags:0, Ctx:a, Flags:9 [b], Ctx:c]`,
  );
  expect(info).toEqual({ connectionGuid: GUID, attempts: 12, flags: 0, context: 'a, Flags:9 [b], Ctx:c' });
});

test('parts that are missing or no numbers', () => {
  expect(parseConnectionInfo('Connection Info[GUID:none, Attempts:-1, Flags:x]')).toEqual({
    connectionGuid: null,
    attempts: null,
    flags: null,
    context: null,
  });
  expect(parseConnectionInfo('Connection Info[]')).not.toBeNull();
});

test.each(['', '<null>', 'Connection Info', 'Connection Info[GUID:', 'x[GUID:1]', null, undefined])(
  '%j is none',
  (text) => {
    expect(parseConnectionInfo(text)).toBeNull();
  },
);

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseConnectionInfo(text);
      parseConnectionInfo(`Connection Info[${text}]`);
    }),
  );
});
