import type { NoiseMarker } from '../../correlate/noise.ts';
import { present } from '../../formats/values/absent.ts';
import { parseClientMode } from '../../formats/values/client-mode.ts';
import { parseConnectionInfo } from '../../formats/values/connection-info.ts';
import { parseRequestIds } from '../../formats/values/request-ids.ts';
import { parseRpcStatus } from '../../formats/values/rpc-status.ts';
import { serverName } from '../../formats/values/server-name.ts';
import { decodeContextCookie, parseSessionCookieColumn } from '../../formats/values/session-cookie.ts';
import { parseTimeSpan } from '../../formats/values/time-span.ts';
import { mapiClientAccessColumns } from '../../store/tables.ts';
import type { Row } from '../row.ts';
import type { Encoder, EncoderContext, Positions } from './encoder.ts';
import type { Value } from './values.ts';

/** The classic log has few rows (no row per Execute), so its columns are stored as they are. */
export class MapiClientAccessEncoder implements Encoder {
  readonly family = 'mapi_client_access';
  readonly #noise: NoiseMarker;
  #at: Record<string, number> = {};
  #columns: number[] = [];

  constructor({ noise }: EncoderContext) {
    this.#noise = noise;
  }

  bind(position: Positions): void {
    this.#columns = mapiClientAccessColumns.map(position);
    this.#at = Object.fromEntries(mapiClientAccessColumns.map((column) => [column, position(column)]));
  }

  serverOf(row: Row): string | null {
    // A refused row may carry the cookie of another machine.
    const { ok } = parseRpcStatus(row.get(this.#at['rpc-status'] ?? -1));
    return ok ? serverName(this.#cookieOf(row)?.machine) : null;
  }

  encode(row: Row, offset: number, atMs: number | null, out: Value[]): void {
    const of = (column: (typeof mapiClientAccessColumns)[number]): string => row.get(this.#at[column] ?? -1);
    const ids = parseRequestIds(of('request-ids'));
    const cookie = this.#cookieOf(row);
    const connection = parseConnectionInfo(of('client-connection-info'));
    const status = parseRpcStatus(of('rpc-status'));
    out.push(offset, atMs);
    for (const at of this.#columns) out.push(present(row.get(at)));
    out.push(
      ids.context,
      ids.sequence,
      ids.frontEndRequestId,
      serverName(ids.frontEnd),
      serverName(cookie?.machine),
      cookie?.processStartedMs ?? null,
      cookie?.contextNumber ?? null,
      connection?.connectionGuid ?? null,
      connection?.attempts ?? null,
      status?.code ?? null,
      status?.layer ?? null,
      status?.name ?? null,
      parseTimeSpan(of('processing-time')),
      parseClientMode(of('client-mode')),
      this.#noise({
        user: present(of('client-name')),
        user_agent: null,
        url_stem: null,
        client_software: present(of('client-software')),
        client_ip: present(of('client-ip')),
      }),
    );
  }

  #cookieOf(row: Row): ReturnType<typeof decodeContextCookie> {
    const { contextCookie } = parseSessionCookieColumn(row.get(this.#at['session-cookie'] ?? -1));
    return decodeContextCookie(contextCookie);
  }
}
