import { present } from '../../formats/values/absent.ts';
import { parseRequestIds } from '../../formats/values/request-ids.ts';
import { parseAddressBookStatus } from '../../formats/values/rpc-status.ts';
import { mapiAddressBookColumns } from '../../store/tables.ts';
import type { Row } from '../row.ts';
import type { Encoder, Positions } from './encoder.ts';
import { numeric, type Value } from './values.ts';

/** A failure row's operation-specific: `<request type> [<user>] [C:…|S:…;R:…|A:…]` (2013 product behaviour). */
const FAILURE = /^(\w+) \[[^\]]*\] \[([^\]]*)\]/;

export class MapiAddressBookEncoder implements Encoder {
  readonly family = 'mapi_address_book';
  #at: Record<string, number> = {};
  #columns: number[] = [];

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
    const ids = parseRequestIds((failure?.[2] ?? '').split(';').at(-1) ?? '');
    out.push(offset, atMs);
    for (const at of this.#columns) out.push(present(row.get(at)));
    out.push(
      parseAddressBookStatus(of('rpc-status'))?.code ?? null,
      numeric(of('processing-time')),
      numeric(of('delay')),
      failure?.[1] ?? null,
      ids.context,
      ids.sequence,
      ids.frontEndRequestId,
    );
  }
}
