import { httpProxy } from '../formats/http-proxy.ts';

/** The versions of Exchange whose logs can be written. */
export const layoutNames = ['2013', '2016', '2019', 'se'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** What of the logs depends on the version of Exchange. */
export interface Product {
  minor: number;
  build: number;
  revision: number;
  /** The assembly version of the preamble: `15.02.2562.017`. */
  version: string;
  /** The version as the front end names a target server: `15.02.2562.000`. */
  targetVersion: string;
  /** The server version as one number, as `FEAuth=BEVersion-…` has it. */
  serverVersion: number;
  proxyColumns: readonly string[];
  /** The back end writes `MAPI Client Access` and `MAPI AddressBook Service` instead of a row per request. */
  classic: boolean;
}

function product(minor: number, build: number, revision: number, layout: string): Product {
  const columns = httpProxy.layouts.find((candidate) => candidate.id === layout)?.columns;
  if (columns === undefined) throw new Error(`no layout ${layout}`);
  const start = `15.${String(minor).padStart(2, '0')}.${build}`;
  return {
    minor,
    build,
    revision,
    version: `${start}.${String(revision).padStart(3, '0')}`,
    targetVersion: `${start}.000`,
    // Exchange packs its version: a 7 on top, six bits of major and of minor, a flag, fifteen bits of build.
    serverVersion: 7 * 2 ** 28 + 15 * 2 ** 22 + minor * 2 ** 16 + 2 ** 15 + build,
    proxyColumns: columns,
    classic: minor === 0,
  };
}

const products: Record<LayoutName, Product> = {
  '2013': product(0, 1497, 48, 'http_proxy-69'),
  '2016': product(1, 2507, 35, 'http_proxy-74'),
  '2019': product(2, 1544, 11, 'http_proxy-74'),
  se: product(2, 2562, 17, 'http_proxy-74'),
};

export const productOf = (layout: LayoutName): Product => products[layout];
