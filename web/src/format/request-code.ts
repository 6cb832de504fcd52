import type { RequestRow } from '../api/types.ts';
import { formatStatusCode } from './numbers.ts';

/** A code that a layer logged for a request. */
export interface LayerCode {
  /** `backend` is the HTTP status between the servers. */
  readonly layer: 'http' | 'backend' | 'proxy' | 'mapihttp' | 'rpc' | 'rop';
  /** As the log has it. */
  readonly code: string;
  /** As people know it: long numbers in hexadecimal. */
  readonly shown: string;
  /** Whether it tells of no success. */
  readonly bad: boolean;
}

/** All codes of a request, from the outermost layer to the innermost. */
export function codesOf(row: RequestRow): LayerCode[] {
  const all: readonly (readonly [LayerCode['layer'], string | number | null])[] = [
    ['http', row.http_status],
    ['backend', row.backend_status],
    ['proxy', row.error_code],
    ['mapihttp', row.response_code],
    ['rpc', row.status_code],
    ['rop', row.return_code],
  ];
  return all.flatMap(([layer, code]) =>
    code === null
      ? []
      : [
          {
            layer,
            code: String(code),
            shown: typeof code === 'number' ? formatStatusCode(code) : code,
            bad: isBad(layer, code),
          },
        ],
  );
}

/** The code that tells most of what failed: the back end's first, for HTTP 200 hides it; null when none tells of a failure. */
export function tellingCode(row: RequestRow): LayerCode | null {
  const codes = codesOf(row).filter(({ bad }) => bad);
  for (const layer of ['mapihttp', 'rpc', 'rop', 'proxy', 'http', 'backend'] as const) {
    const found = codes.find((one) => one.layer === layer);
    if (found !== undefined) return found;
  }
  return null;
}

function isBad(layer: LayerCode['layer'], code: string | number): boolean {
  if (layer === 'proxy') return true;
  if (layer === 'http' || layer === 'backend') return Number(code) >= 400;
  return code !== 0;
}
