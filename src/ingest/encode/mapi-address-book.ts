import type { NoiseMarker } from '../../correlate/noise.ts';
import { present } from '../../formats/values/absent.ts';
import { parseRequestIds } from '../../formats/values/request-ids.ts';
import { parseAddressBookStatus } from '../../formats/values/rpc-status.ts';
import { mapiAddressBookColumns } from '../../store/tables.ts';
import type { Row } from '../row.ts';
import type { Encoder, EncoderContext, Positions } from './encoder.ts';
import { numeric, type Value } from './values.ts';

/** A failure row's operation-specific: `<request type> [<user>] [C:…|S:…;R:…|A:…]` (2013 product behaviour). */
const FAILURE = /^(\w+) \[([^\]]*)\] \[([^\]]*)\]/;

/** The operation of a row that the transport wrote: the request did not get as far as the address book. */
const TRANSPORT = /^mapihttp: failure$/i;

/** A reason in one word: `NoContext`, `Throttled`, `Disconnected`; other failures are texts in the server's language. */
const REASON = /^[A-Za-z]{1,40}$/;

export class MapiAddressBookEncoder implements Encoder {
  readonly family = 'mapi_address_book';
  readonly #noise: NoiseMarker;
  #at: Record<string, number> = {};
  #columns: number[] = [];

  constructor({ noise }: EncoderContext) {
    this.#noise = noise;
  }

  bind(position: Positions): void {
    this.#columns = mapiAddressBookColumns.map(position);
    this.#at = Object.fromEntries(mapiAddressBookColumns.map((column) => [column, position(column)]));
  }

  serverOf(): string | null {
    return null;
  }

  encode(row: Row, offset: number, atMs: number | null, out: Value[]): void {
    const of = (column: (typeof mapiAddressBookColumns)[number]): string => row.get(this.#at[column] ?? -1);
    const failure = FAILURE.exec(of('operation-specific'));
    const ids = parseRequestIds((failure?.[3] ?? '').split(';').at(-1) ?? '');
    const status = parseAddressBookStatus(of('rpc-status'));
    const transport = TRANSPORT.test(of('operation'));
    const reason = REASON.exec(of('failures'))?.[0] ?? null;
    const user = present(of('client-name')) ?? present(failure?.[2]);
    out.push(offset, atMs);
    for (const at of this.#columns) out.push(present(row.get(at)));
    out.push(
      status.code,
      numeric(of('processing-time')),
      numeric(of('delay')),
      failure?.[1] ?? null,
      ids.context,
      ids.sequence,
      ids.frontEndRequestId,
      user,
      reason,
      transport && reason === 'Disconnected' ? 'client_gone' : transport || !status.ok ? 'failed' : 'ok',
      this.#noise({
        user,
        user_agent: null,
        url_stem: null,
        client_software: null,
        client_ip: present(of('client-ip')),
      }),
    );
  }
}
