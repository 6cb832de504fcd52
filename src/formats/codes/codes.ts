import type { Code, CodeLayer } from './code.ts';
import { HTTP_CODES } from './http.ts';
import { PROXY_CODES } from './proxy.ts';
import { NSPI_CODES, ROP_CODES, RPC_CODES } from './statuses.ts';
import { TRANSPORT_CODES } from './transport.ts';

const BY_LAYER: Readonly<Record<CodeLayer, readonly Code[]>> = {
  http: HTTP_CODES,
  proxy: PROXY_CODES,
  mapihttp: TRANSPORT_CODES,
  rpc: RPC_CODES,
  rop: ROP_CODES,
  nspi: NSPI_CODES,
};

/** Every code that is known, layer by layer; a layer has each number and each `code` once. */
export const CODES: readonly Code[] = Object.values(BY_LAYER).flat();

interface Index {
  readonly numbers: ReadonlyMap<number, Code>;
  /** By name in lower case; null where two codes of the layer have the name. */
  readonly names: ReadonlyMap<string, Code | null>;
}

function indexOf(codes: readonly Code[]): Index {
  const numbers = new Map<number, Code>();
  const names = new Map<string, Code | null>();
  for (const code of codes) {
    if (code.number !== null) numbers.set(code.number, code);
    for (const name of [code.name, ...code.aliases]) {
      const key = name.toLowerCase();
      const other = names.get(key);
      names.set(key, other === undefined || other === code ? code : null);
    }
  }
  return { numbers, names };
}

const INDEX: Readonly<Record<CodeLayer, Index>> = {
  http: indexOf(HTTP_CODES),
  proxy: indexOf(PROXY_CODES),
  mapihttp: indexOf(TRANSPORT_CODES),
  rpc: indexOf(RPC_CODES),
  rop: indexOf(ROP_CODES),
  nspi: indexOf(NSPI_CODES),
};

const DECIMAL = /^-?\d{1,10}$/;
const HEX = /^0x([0-9a-f]{1,8})$/i;
const BARE_HEX = /^[0-9a-f]{1,8}$/i;
const HRESULT = /^[89a-f][0-9a-f]{7}$/i;

/** A number as unsigned 32 bits; what does not fit is no code. */
const unsigned = (number: number): number | null =>
  Number.isInteger(number) && number >= -0x80000000 && number <= 0xffffffff ? number >>> 0 : null;

/**
 * The number that a text spells: decimal (signed or unsigned) or hex. Hex may lack its `0x` in the address-book layer,
 * where `10` is sixteen, and in HRESULTs: eight digits from 8 on.
 */
function numberOf(layer: CodeLayer, text: string): number | null {
  const bare = layer === 'nspi' ? BARE_HEX : HRESULT;
  const hex = HEX.exec(text)?.[1] ?? (bare.test(text) ? text : undefined);
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return DECIMAL.test(text) ? unsigned(Number(text)) : null;
}

/**
 * What is known of a code, or null: vocabularies are open, an unknown code is to be shown as it is.
 * @param code number, signed or unsigned, or a text: the number in any spelling, or a name in any case
 */
export function codeOf(layer: CodeLayer, code: number | string): Code | null {
  const { numbers, names } = INDEX[layer];
  if (typeof code === 'number') return numbers.get(code < 0 ? (unsigned(code) ?? Number.NaN) : code) ?? null;
  const text = code.trim();
  const known = names.get(text.toLowerCase());
  if (known !== undefined) return known;
  const number = numberOf(layer, text);
  return number === null ? null : (numbers.get(number) ?? null);
}
