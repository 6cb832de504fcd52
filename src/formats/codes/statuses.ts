import { ADDRESS_BOOK_STATUSES, RPC_EXCEPTION_NAMES } from '../values/rpc-status.ts';
import { type Code, type CodeFacts, type CodeFamily, type CodeLayer, makeCode } from './code.ts';
import { EXCHANGE_FACTS } from './facts-exchange.ts';
import { ADDRESS_BOOK_FACTS, MAPI_FACTS, RPC_FACTS } from './facts-mapi.ts';
import { ENGINE_NAMES_1, ENGINE_WARNING_NAMES } from './names-engine-1.ts';
import { ENGINE_NAMES_2 } from './names-engine-2.ts';
import { EXCHANGE_NAMES } from './names-exchange.ts';
import { MAPI_NAMES, WARNING_NAMES } from './names-mapi.ts';

/** A status with its name and what is known of it. */
export interface Status {
  /** Unsigned 32 bits. */
  readonly number: number;
  readonly name: string;
  readonly family: CodeFamily;
  readonly facts: CodeFacts;
}

type Facts = Readonly<Record<string, CodeFacts>>;

const named = (family: CodeFamily, names: Iterable<[string, number]>, facts: Facts): Status[] =>
  Array.from(names, ([name, number]) => ({ number: number >>> 0, name, family, facts: facts[name] ?? {} }));

const MAPI = named('mapi', Object.entries(MAPI_NAMES), MAPI_FACTS);
const WARNINGS = named('warning', Object.entries(WARNING_NAMES), { ...MAPI_FACTS, ...ADDRESS_BOOK_FACTS });

/**
 * All statuses of MS-OXCDATA 2.4. Where one number has two names (1006, 1007), the first in this order is the one that
 * callers meet; the storage engine's warning stays known as its alias.
 */
export const STATUSES: readonly Status[] = [
  ...MAPI,
  ...named('exchange', Object.entries(EXCHANGE_NAMES), EXCHANGE_FACTS),
  ...WARNINGS,
  ...named('engine', Object.entries(ENGINE_WARNING_NAMES), {}),
  ...named('engine', Object.entries(ENGINE_NAMES_1), {}),
  ...named('engine', Object.entries(ENGINE_NAMES_2), {}),
];

/** Codes of a layer, one per number: of those that come later, only the names are added. */
function layerCodes(
  layer: CodeLayer,
  written: (number: number) => string,
  statuses: readonly Status[],
): Code[] {
  return [...Map.groupBy(statuses, ({ number }) => number)].flatMap(([number, [first, ...others]]) => {
    if (first === undefined) return [];
    const { name, family } = first;
    const facts = Object.assign(
      {},
      ...others.map((other) => other.facts).reverse(),
      first.facts,
    ) as CodeFacts;
    const names = others.map((other) => other.name).filter((other) => other !== name);
    const aliases = [...(facts.aliases ?? []), ...names];
    return [makeCode(layer, written(number), number, name, { ...facts, aliases }, family)];
  });
}

/** Only the Unbind of the address book gives these two. */
const shared = STATUSES.filter(({ number }) => number !== 1 && number !== 2);

/** The RPC run time's codes stand in the place of MAPI's: 1722 of a call is no lock. */
const runTime = named(
  'rpc',
  Array.from(RPC_EXCEPTION_NAMES, ([number, name]): [string, number] => [name, number]),
  RPC_FACTS,
);

/** Result of a request as a whole; `StatusCode` is unsigned. */
export const RPC_CODES: readonly Code[] = layerCodes('rpc', String, [
  ...runTime,
  ...shared.filter(({ number }) => !RPC_EXCEPTION_NAMES.has(number)),
]);

/** Result of one operation inside a request; `rpc-status` has it signed. */
export const ROP_CODES: readonly Code[] = layerCodes('rop', (number) => String(number | 0), shared);

/** Results that the address book may give: its names stand before MAPI's. */
const addressBook = named(
  'mapi',
  ADDRESS_BOOK_STATUSES.map(({ name, code }): [string, number] => [name, code]),
  ADDRESS_BOOK_FACTS,
).map((status) => ({
  ...status,
  family: WARNINGS.find(({ number }) => number === status.number)?.family ?? status.family,
}));

/** Result of an address-book operation, bare hex in its log: its own list, then all HRESULTs. */
export const NSPI_CODES: readonly Code[] = layerCodes('nspi', (number) => number.toString(16).toUpperCase(), [
  ...addressBook,
  ...MAPI,
  ...WARNINGS,
]);
