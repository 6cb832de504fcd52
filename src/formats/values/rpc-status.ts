import { present, type Text } from './absent.ts';

/** Who reported the status. Codes of different layers overlap: decide by layer before looking a code up. */
export type StatusLayer = 'rpc' | 'rop' | 'mapihttp' | 'nspi';

export interface RpcStatus {
  /** Unsigned 32 bits; null when the text has no code. */
  readonly code: number | null;
  readonly layer: StatusLayer | null;
  /** As the log names it, or from a table for codes without a name. */
  readonly name: string | null;
  readonly ok: boolean;
}

/** Layers that the classic log names before `::`. */
export const NAMED_LAYERS: readonly StatusLayer[] = ['rpc', 'rop'];

/** Statuses that are words: text in lower case, layer, name. */
export const WORD_STATUSES: readonly { text: string; layer: StatusLayer; name: string }[] = [
  { text: 'fault', layer: 'rpc', name: 'fault' },
  { text: 'mapihttp: failure', layer: 'mapihttp', name: 'failure' },
];

/**
 * What `0x… (rpc::Exception)` means: RPC run-time codes, not MAPI ones (0x6BA and 0x6BB are MAPI codes as well).
 * The log writes `Exception` for all.
 */
export const RPC_EXCEPTION_NAMES: ReadonlyMap<number, string> = new Map([
  [0x6ba, 'ServerUnavailable'],
  [0x6bb, 'ServerTooBusy'],
  [0x6be, 'CallFailed'],
  [0x6f7, 'BadStubData'],
]);

/**
 * Result codes of the address book. `ErrorsReturned` is a warning: the request succeeded as a whole, some
 * properties did not; whether it counts as a failure is decided here.
 */
export const ADDRESS_BOOK_STATUSES: readonly { code: number; name: string; ok: boolean }[] = [
  { code: 0x00000000, name: 'Success', ok: true },
  { code: 0x00000001, name: 'UnbindSuccess', ok: true },
  { code: 0x00000002, name: 'UnbindFailure', ok: false },
  { code: 0x00040380, name: 'ErrorsReturned', ok: true },
  { code: 0x80004005, name: 'GeneralFailure', ok: false },
  { code: 0x80040102, name: 'NotSupported', ok: false },
  { code: 0x80040108, name: 'InvalidObject', ok: false },
  { code: 0x8004010e, name: 'OutOfResources', ok: false },
  { code: 0x8004010f, name: 'NotFound', ok: false },
  { code: 0x80040111, name: 'LogonFailed', ok: false },
  { code: 0x80040117, name: 'TooComplex', ok: false },
  { code: 0x8004011e, name: 'InvalidCodepage', ok: false },
  { code: 0x8004011f, name: 'InvalidLocale', ok: false },
  { code: 0x80040305, name: 'TooBig', ok: false },
  { code: 0x80040403, name: 'TableTooBig', ok: false },
  { code: 0x80040405, name: 'InvalidBookmark', ok: false },
  { code: 0x80070005, name: 'AccessDenied', ok: false },
  { code: 0x8007000e, name: 'NotEnoughMemory', ok: false },
  { code: 0x80070057, name: 'InvalidParameter', ok: false },
];

const ADDRESS_BOOK = new Map(ADDRESS_BOOK_STATUSES.map((row) => [row.code, row]));
const FORM = /^(-?\d{1,10}|0[xX][0-9A-Fa-f]{1,8})(?: {0,4}\((?:(\w{1,32})::)?([\w.]{1,128})\))?$/;
const NAME = /^[A-Za-z]\w{0,127}$/;
const LONGEST = 200;

/** A number as unsigned 32 bits (signed ones are HRESULTs), null when it does not fit. */
function uint32(number: number): number | null {
  return number >= -0x80000000 && number <= 0xffffffff ? number >>> 0 : null;
}

function layerOf(text: string | undefined): StatusLayer | null {
  return NAMED_LAYERS.find((layer) => layer === text?.toLowerCase()) ?? null;
}

/**
 * The column `rpc-status` of the classic mailbox log.
 *
 *     0                                  success
 *     1010 (rpc::LoginPerm)              RPC layer, decimal code
 *     -2147024891 (rop::AccessDenied)    ROP layer, signed HRESULT
 *     0x6BA (rpc::Exception)             RPC run time (see RPC_EXCEPTION_NAMES)
 *     mapihttp: failure                  transport; the reason is in `failures`
 *     fault                              crash
 *
 * An empty status says nothing and is ok; a text of another form is not ok and has no code.
 */
export function parseRpcStatus(text: Text): RpcStatus {
  const value = present(text?.trim());
  if (value === null) return { code: null, layer: null, name: null, ok: true };
  const unknown: RpcStatus = { code: null, layer: null, name: NAME.test(value) ? value : null, ok: false };
  if (value.length > LONGEST) return unknown;
  const lower = value.toLowerCase();
  const word = WORD_STATUSES.find((row) => row.text === lower);
  if (word !== undefined) return { code: null, layer: word.layer, name: word.name, ok: false };
  const parts = FORM.exec(value);
  const code = parts === null ? null : uint32(Number(parts[1]));
  if (parts === null || code === null) return unknown;
  return { code, layer: layerOf(parts[2]), name: parts[3] ?? null, ok: code === 0 };
}

/**
 * The column `rpc-status` of the address-book log: empty on success, else hex digits without `0x`, such as
 * `8004010F`, `40380`, `2`; so `10` is sixteen. Also taken: `0x` before it and the forms of {@link parseRpcStatus}
 * that cannot be bare hex. A failure of the transport leaves the column empty: look at `failures` too.
 */
export function parseAddressBookStatus(text: Text): RpcStatus {
  const value = present(text?.trim()) ?? '0';
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{1,8})$/.exec(value)?.[1];
  if (digits === undefined) {
    const status = parseRpcStatus(value);
    return { ...status, layer: status.layer ?? 'nspi' };
  }
  const code = Number.parseInt(digits, 16);
  const row = ADDRESS_BOOK.get(code);
  return { code, layer: 'nspi', name: row?.name ?? null, ok: row?.ok ?? false };
}
