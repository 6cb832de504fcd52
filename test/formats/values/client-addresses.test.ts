import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClientAddresses } from '../../../src/formats/values/client-addresses.ts';

test.each([
  ['192.0.2.1', ['192.0.2.1']],
  ['192.0.2.1:49660', ['192.0.2.1']],
  ['192.0.2.1  198.51.100.7', ['192.0.2.1', '198.51.100.7']],
  ['192.0.2.1 198.51.100.7', ['192.0.2.1', '198.51.100.7']],
  ['192.0.2.1, 198.51.100.7:80,203.0.113.9', ['192.0.2.1', '198.51.100.7', '203.0.113.9']],
  ['2001:DB8::1', ['2001:db8::1']],
  ['[2001:db8::1]:443', ['2001:db8::1']],
  ['[2001:db8::1]', ['2001:db8::1']],
  ['fe80::1234:5678:62ef:245e%3', ['fe80::1234:5678:62ef:245e']],
  ['[fe80::1%3]:443  192.0.2.1', ['fe80::1', '192.0.2.1']],
  ['::1', ['::1']],
  [' 192.0.2.1 ', ['192.0.2.1']],
  // Made anonymous by hand, so no address any more.
  ['fe80::1234:5678:123xyz:245e%3', ['fe80::1234:5678:123xyz:245e%3']],
  ['unknown', ['unknown']],
  ['unknown  192.0.2.1:5', ['unknown', '192.0.2.1']],
  ['my client', ['my client']],
  ['my 192.0.2.1', ['my 192.0.2.1']],
  [`fe80::1%${'x'.repeat(200)}`, [`fe80::1%${'x'.repeat(200)}`]],
  ['300.0.2.1:80', ['300.0.2.1:80']],
  ['192.0.2.1%3', ['192.0.2.1%3']],
  ['[192.0.2.1]', ['[192.0.2.1]']],
])('%s', (text, addresses) => {
  expect(parseClientAddresses(text)).toEqual({ addresses, client: addresses[0] });
});

test.each(['', ' ', '<null>', '<empty>', ',', null, undefined])('%j names nobody', (text) => {
  expect(parseClientAddresses(text)).toEqual({ addresses: [], client: null });
});

test('ports and zones never change the address', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), fc.integer({ min: 1, max: 65535 }), (v4, v6, port) => {
      const { addresses } = parseClientAddresses(`${v4}:${port}  [${v6}%${port}]:${port}, ${v6}%eth0  ${v4}`);
      expect(addresses).toEqual([v4, v6.toLowerCase(), v6.toLowerCase(), v4]);
    }),
  );
});

test('never throws, and takes linear time', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseClientAddresses(text);
    }),
  );
  const started = performance.now();
  for (const piece of ['[', '1', ' ', '1.2.3.4:', ', ', '%', 'a '])
    parseClientAddresses(piece.repeat(200000));
  expect(performance.now() - started).toBeLessThan(2000);
});
