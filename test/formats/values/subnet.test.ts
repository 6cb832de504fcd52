import { expect, test } from 'vitest';
import { parseClientAddresses } from '../../../src/formats/values/client-addresses.ts';
import { subnetOf } from '../../../src/formats/values/subnet.ts';

test.each<[string | null, string | null]>([
  ['10.4.2.17', '10.4.2.0/24'],
  ['10.4.2.17:49660', '10.4.2.0/24'],
  ['::ffff:10.4.2.17', '10.4.2.0/24'],
  ['[::FFFF:10.4.2.17]:443', '10.4.2.0/24'],
  ['2001:db8:0:1:5054:ff:fe12:3456', '2001:db8:0:1::/64'],
  ['2001:DB8::1', '2001:db8::/64'],
  ['[2001:db8:0:0:1::5]:443', '2001:db8::/64'],
  ['2001:db8:1::192.0.2.33', '2001:db8:1::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['0:0:0:1::9', '0:0:0:1::/64'],
  ['fe80::5054:ff:fe12:3456%3', 'fe80::/64'],
  ['::1', '::/64'],
  ['unknown', null],
  ['10.4.2', null],
  [null, null],
])('the network of %s is %s', (written, network) => {
  expect(subnetOf(parseClientAddresses(written).client)).toBe(network);
});
