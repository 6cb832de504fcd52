import { isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
const GROUPS = 8;

/** The eight groups of an IPv6 address; the last two of some are written as an IPv4 address. */
function groupsOf(address: string): number[] {
  const hex = address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a, b, c, d) =>
      `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`,
  );
  const [head = '', tail] = hex.split('::');
  const numbers = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const first = numbers(head);
  if (tail === undefined) return first;
  const last = numbers(tail);
  return [...first, ...Array<number>(GROUPS - first.length - last.length).fill(0), ...last];
}

/**
 * The network that clients of one site share: `10.4.2.0/24`, `2001:db8:0:1::/64` (as RFC 5952 writes it, lower case).
 * @param address as `parseClientAddresses` gives it; null, and what is no address, has no network
 */
export function subnetOf(address: string | null): string | null {
  if (address === null) return null;
  const plain = MAPPED.exec(address)?.[1] ?? address;
  const version = isIP(plain);
  if (version === 4) return `${plain.slice(0, plain.lastIndexOf('.'))}.0/24`;
  if (version !== 6) return null;
  const network = groupsOf(plain.split('%')[0] ?? plain).slice(0, 4);
  // Behind the network come four empty groups at least, so that `::` stands for those and the zeros before them.
  while (network.at(-1) === 0) network.pop();
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}
