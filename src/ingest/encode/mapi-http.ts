import type { NoiseMarker } from '../../correlate/noise.ts';
import { present } from '../../formats/values/absent.ts';
import { parseClientAddresses } from '../../formats/values/client-addresses.ts';
import { parseClientMode } from '../../formats/values/client-mode.ts';
import { parseCountedId } from '../../formats/values/counted-id.ts';
import { normaliseGuid } from '../../formats/values/guid.ts';
import { mailboxFromMailboxId } from '../../formats/values/mailbox.ts';
import { serverName } from '../../formats/values/server-name.ts';
import { decodeContextCookie } from '../../formats/values/session-cookie.ts';
import { mapiHttpPackedColumns, mapiHttpSharedColumns } from '../../store/tables.ts';
import type { Row } from '../row.ts';
import type { Encoder, EncoderContext, Positions } from './encoder.ts';
import type { SharedValues } from './shared-values.ts';
import { jsonLiteral, numeric, type Value } from './values.ts';

const OWN = [
  'RequestId',
  'RequestType',
  'HttpStatusCode',
  'ResponseCode',
  'StatusCode',
  'ReturnCode',
  'TotalRequestLatency',
  'SequenceCookie',
] as const;

/** `{GUID}:n` as head (up to the colon) and counter; the counter is null where the text is of another form. */
function splitCounter(text: string | null): {
  head: string | null;
  guid: string | null;
  counter: number | null;
} {
  if (text === null) return { head: null, guid: null, counter: null };
  const match = /^(.*:)(0|[1-9]\d{0,14})$/.exec(text);
  if (match === null) return { head: text, guid: null, counter: null };
  const head = match[1] as string;
  return { head, guid: parseCountedId(text).id, counter: Number(match[2]) };
}

export class MapiHttpEncoder implements Encoder {
  readonly family = 'mapi_http';
  readonly #values: SharedValues;
  readonly #noise: NoiseMarker;
  #at: Record<string, number> = {};
  #shared: number[] = [];
  #packed: number[] = [];
  #own: number[] = [];
  #request = -1;
  #cookie = -1;
  #response = -1;
  #status = -1;

  constructor({ shared, noise }: EncoderContext) {
    this.#values = shared;
    this.#noise = noise;
  }

  bind(position: Positions): void {
    this.#at = Object.fromEntries(mapiHttpSharedColumns.map((column) => [column, position(column)]));
    this.#shared = mapiHttpSharedColumns.map(position);
    this.#packed = mapiHttpPackedColumns.map(position);
    this.#own = OWN.map(position);
    this.#request = position('MapiRequestId');
    this.#cookie = position('SessionCookie');
    this.#response = position('ResponseCode');
    this.#status = position('StatusCode');
  }

  serverOf(row: Row): string | null {
    // A stale cookie names the machine before a failover; a request that succeeds is answered where its context is.
    const succeeded = row.get(this.#response) === '0' && row.get(this.#status) === '0';
    return succeeded ? serverName(decodeContextCookie(row.get(this.#cookie))?.machine) : null;
  }

  encode(row: Row, offset: number, atMs: number | null, out: Value[]): void {
    const request = splitCounter(present(row.get(this.#request)));
    let key = request.head ?? '';
    for (const at of this.#shared) key += `\n${row.get(at)}`;
    const sharedId = this.#values.id('mapiHttpShared', key, () => this.#sharedRow(row, request));
    out.push(offset, sharedId, atMs, request.counter);
    for (const at of this.#own) out.push(numeric(row.get(at)));
    out.push(`[${this.#packed.map((at) => jsonLiteral(row.get(at))).join(',')}]`);
  }

  #sharedRow(row: Row, request: ReturnType<typeof splitCounter>): Value[] {
    const of = (column: (typeof mapiHttpSharedColumns)[number]): string | null =>
      present(row.get(this.#at[column] ?? -1));
    const instance = splitCounter(of('MapiClientInfo'));
    const cookie = decodeContextCookie(of('SessionCookie'));
    const address = parseClientAddresses(of('ClientIP')).client;
    return [
      ...this.#shared.map((at) => present(row.get(at))),
      request.head,
      request.guid,
      instance.guid,
      instance.counter,
      mailboxFromMailboxId(of('MailboxId')).mailbox,
      normaliseGuid(of('MDBGuid')),
      address,
      parseClientMode(of('ClientMode')),
      serverName(of('SourceCafeServer')),
      serverName(cookie?.machine),
      cookie?.processStartedMs ?? null,
      cookie?.contextNumber ?? null,
      this.#noise({
        user: of('AuthenticatedUserEmail'),
        user_agent: null,
        url_stem: null,
        client_software: of('ClientSoftware'),
        client_ip: address,
      }),
    ];
  }
}
