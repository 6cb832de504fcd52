import { BlockList, isIP } from 'node:net';

/** An address without the `::ffff:` that IPv4 addresses get on a socket for both, and its family. */
function familiar(address: string): { address: string; family: 'ipv4' | 'ipv6' } | null {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  const version = isIP(plain);
  return version === 0 ? null : { address: plain, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** The proxies whose word about a client's address is taken. This machine is among them: what comes from it was on no wire. */
export class ProxyList {
  readonly #list = new BlockList();

  /**
   * @param proxies addresses, or networks such as 10.1.2.0/24
   * @throws RangeError naming one that is neither
   */
  constructor(proxies: readonly string[]) {
    this.#list.addSubnet('127.0.0.0', 8, 'ipv4');
    this.#list.addAddress('::1', 'ipv6');
    for (const proxy of proxies) this.#add(proxy);
  }

  /** Whether this address of a connection is that of a proxy. */
  has(address: string | undefined): boolean {
    const known = familiar(address ?? '');
    return known !== null && this.#list.check(known.address, known.family);
  }

  #add(proxy: string): void {
    const [, text = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(proxy) ?? [];
    const known = familiar(text);
    const longest = known?.family === 'ipv4' ? 32 : 128;
    // A network of all addresses would believe everybody.
    if (known === null || (bits !== undefined && (Number(bits) < 1 || Number(bits) > longest))) {
      throw new RangeError(
        `${proxy} is no address of a proxy: give 10.1.2.3 or a network such as 10.1.2.0/24`,
      );
    }
    if (bits === undefined) this.#list.addAddress(known.address, known.family);
    else this.#list.addSubnet(known.address, Number(bits), known.family);
  }
}
