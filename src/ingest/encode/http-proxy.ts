import type { NoiseMarker } from '../../correlate/noise.ts';
import { present } from '../../formats/values/absent.ts';
import { parseClientAddresses } from '../../formats/values/client-addresses.ts';
import { parseClientSoftware } from '../../formats/values/client-software.ts';
import {
  databaseFromDatabaseGuid,
  mailboxFromAnchor,
  mailboxFromUrlQuery,
} from '../../formats/values/mailbox.ts';
import { serverName } from '../../formats/values/server-name.ts';
import { parseTimestamp } from '../../formats/values/timestamp.ts';
import { httpProxyPackedColumns, httpProxySharedColumns } from '../../store/tables.ts';
import type { Row } from '../row.ts';
import { storeClientRequest } from './client-request.ts';
import type { Encoder, EncoderContext, Positions } from './encoder.ts';
import { GenericInfoStore } from './generic-info.ts';
import { Recent } from './recent.ts';
import type { SharedValues } from './shared-values.ts';
import { jsonLiteral, numeric, type Value } from './values.ts';

/** Length of `yyyy-MM-ddTHH:mm:ss`. */
const COOKIE_TIME = 19;

/** Neighbouring columns are compared as one slice of the line. */
type Run = [from: number, to: number];

/** A shared row that came lately: its runs as written. */
interface Shared {
  id: number;
  runs: string[];
}

function runsOf(positions: number[]): Run[] {
  const runs: Run[] = [];
  for (const at of positions.filter((position) => position >= 0).sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else runs.push([at, at]);
  }
  return runs;
}

const at = (column: (typeof httpProxyPackedColumns)[number]): number =>
  httpProxyPackedColumns.indexOf(column);
const CLIENT_REQUEST = at('ClientReqStreamLatency');
const CLIENT_RESPONSE = at('ClientRespStreamLatency');
const BACKEND_REQUEST = at('BackendReqStreamLatency');
const BACKEND_PROCESSING = at('BackendProcessingLatency');
const BACKEND_RESPONSE = at('BackendRespStreamLatency');
const ROUTING = at('RoutingLatency');
const OVERHEAD = at('HttpProxyOverhead');
const LAST_MEASURED = Math.max(CLIENT_RESPONSE, BACKEND_RESPONSE, ROUTING, OVERHEAD);

/** The parts of `Spent` in its order; a sum with something that was not measured is NaN. */
function pushMeasures(of: Float64Array, out: number[]): void {
  const routing = of[ROUTING] as number;
  out.push(
    (of[CLIENT_REQUEST] as number) + (of[CLIENT_RESPONSE] as number),
    (of[OVERHEAD] as number) - (Number.isNaN(routing) ? 0 : routing),
    routing,
    (of[BACKEND_REQUEST] as number) + (of[BACKEND_PROCESSING] as number) + (of[BACKEND_RESPONSE] as number),
  );
}

/** Which context an emsmdb or nspi request is for, from its URL. */
export function endpointOf(urlStem: string | null): string | null {
  if (urlStem === null) return null;
  const stem = urlStem.toLowerCase();
  if (stem.startsWith('/mapi/emsmdb')) return 'emsmdb';
  return stem.startsWith('/mapi/nspi') ? 'nspi' : null;
}

/** Ways to arrange columns that are remembered: versions of Exchange have a few, damaged headers any number. */
const MOST_BINDINGS = 1_000;

export class HttpProxyEncoder implements Encoder {
  readonly family = 'http_proxy';
  readonly #values: SharedValues;
  readonly #noise: NoiseMarker;
  readonly #infos: GenericInfoStore;
  readonly #recent = new Recent<Shared>();
  #at: Record<string, number> = {};
  #shared: number[] = [];
  #runs: Run[] = [];
  #packed: number[] = [];
  /** Of the packed columns of the last row, by their places: what was measured. */
  readonly #measured = new Float64Array(LAST_MEASURED + 1);
  /** Numbers of the places that the shared columns had so far. */
  readonly #bindings = new Map<string, number>();
  #lastBinding = 0;
  #binding = 0;
  #generation = 0;
  #time = -1;
  #request = -1;
  #client = -1;
  #status = -1;
  #backEnd = -1;
  #error = -1;
  #cookie = -1;
  #total = -1;
  #info = -1;
  #errors = -1;

  constructor({ shared, noise }: EncoderContext) {
    this.#values = shared;
    this.#noise = noise;
    this.#infos = new GenericInfoStore(shared);
  }

  bind(position: Positions): void {
    const shared = httpProxySharedColumns.map(position);
    this.#number(shared);
    this.#shared = shared;
    this.#at = Object.fromEntries(httpProxySharedColumns.map((column) => [column, position(column)]));
    this.#runs = runsOf(this.#shared);
    this.#packed = httpProxyPackedColumns.map(position);
    this.#time = position('DateTime');
    this.#request = position('RequestId');
    this.#client = position('ClientRequestId');
    this.#status = position('HttpStatus');
    this.#backEnd = position('BackEndStatus');
    this.#error = position('ErrorCode');
    this.#cookie = position('BackEndCookie');
    this.#total = position('TotalRequestTime');
    this.#info = position('GenericInfo');
    this.#errors = position('GenericErrors');
  }

  /** Values stand for the same only under the same columns. A log that grows is bound anew each time it is read on. */
  #number(shared: readonly number[]): void {
    const places = shared.join();
    let binding = this.#bindings.get(places);
    if (binding === undefined) {
      if (this.#bindings.size >= MOST_BINDINGS) this.#bindings.clear();
      binding = ++this.#lastBinding;
      this.#bindings.set(places, binding);
    }
    if (binding === this.#binding) return;
    this.#binding = binding;
    this.#recent.clear();
  }

  serverOf(row: Row): string | null {
    return serverName(row.get(this.#at['ServerHostName'] ?? -1));
  }

  encode(row: Row, offset: number, atMs: number | null, out: Value[], measures: number[]): void {
    const sharedId = this.#sharedId(row);
    const start = out.length;
    out.push(offset, sharedId, null, atMs, null, null, null);
    if (!row.isEmpty(this.#client)) {
      const stored = storeClientRequest(row.get(this.#client), this.#values);
      out[start + 2] = stored.contextId;
      out[start + 4] = stored.sequence;
      out[start + 5] = stored.requestType;
      out[start + 6] = stored.clientRequest;
    }
    out.push(
      present(row.get(this.#request)),
      numeric(row.get(this.#status)),
      numeric(row.get(this.#backEnd)),
      row.isEmpty(this.#error) ? null : present(row.get(this.#error)),
    );
    this.#pushCookie(row, out);
    out.push(numeric(row.get(this.#total)));
    this.#pushInfo(row, atMs, out);
    out.push(row.isEmpty(this.#errors) ? null : present(row.get(this.#errors)), this.#packedText(row));
    pushMeasures(this.#measured, measures);
  }

  #sharedId(row: Row): number {
    if (this.#generation !== this.#values.generation) {
      this.#generation = this.#values.generation;
      this.#recent.clear();
    }
    const known = this.#recent.find((shared) => this.#isOf(shared, row));
    if (known !== undefined) return known.id;
    const runs: string[] = [];
    for (const [from, to] of this.#runs) {
      // A row cut short ends somewhere among these columns.
      if (to < row.count) runs.push(row.range(from, to));
      else for (let i = from; i <= to; i++) runs.push(row.get(i));
    }
    const key = `${this.#binding}\0${runs.join('\0')}`;
    const id = this.#values.id('httpProxyShared', key, () => this.#sharedRow(row));
    // Copies: a slice would hold on to the block of the log that it was cut from.
    if (runs.length === this.#runs.length) this.#recent.add({ id, runs: key.split('\0').slice(1) });
    return id;
  }

  #isOf({ runs }: Shared, row: Row): boolean {
    for (let i = 0; i < runs.length; i++) {
      const [from, to] = this.#runs[i] as Run;
      if (to >= row.count || !row.equals(from, to, runs[i] as string)) return false;
    }
    return true;
  }

  /** The time at the end of a cookie changes with every logon: it is kept beside the rest. */
  #pushCookie(row: Row, out: Value[]): void {
    const cookie = row.isEmpty(this.#cookie) ? null : present(row.get(this.#cookie));
    if (cookie === null) {
      out.push(null, null);
      return;
    }
    const cut = cookie.length - COOKIE_TIME;
    const ms =
      cut > 0 && cookie.charCodeAt(cut - 1) === 126 /* ~ */ ? parseTimestamp(cookie.slice(cut)) : Number.NaN;
    const kept = Number.isNaN(ms) ? cookie : cookie.slice(0, cut);
    out.push(
      this.#values.id('dictionary', `c${kept}`, () => [kept]),
      Number.isNaN(ms) ? null : ms / 1000,
    );
  }

  #pushInfo(row: Row, atMs: number | null, out: Value[]): void {
    if (row.isEmpty(this.#info)) {
      out.push(null, null);
      return;
    }
    const id = this.#infos.id(row.get(this.#info), row.get(this.#time), atMs);
    out.push(id, this.#infos.times);
  }

  #packedText(row: Row): string {
    const positions = this.#packed;
    let last = positions.length - 1;
    while (last >= 0 && row.isEmpty(positions[last] as number)) last--;
    const measured = this.#measured.fill(Number.NaN);
    let text = '[';
    for (let i = 0; i <= last; i++) {
      const at = positions[i] as number;
      if (i > 0) text += ',';
      if (row.isEmpty(at)) text += 'null';
      else {
        const literal = jsonLiteral(row.get(at));
        text += literal;
        // A literal that is no number has quotes, and gives NaN.
        if (i <= LAST_MEASURED && literal !== 'null') measured[i] = Number(literal);
      }
    }
    return `${text}]`;
  }

  #sharedRow(row: Row): Value[] {
    const of = (column: (typeof httpProxySharedColumns)[number]): string | null =>
      present(row.get(this.#at[column] ?? -1));
    const userAgent = of('UserAgent');
    const client = parseClientSoftware(userAgent);
    const urlStem = of('UrlStem');
    const address = parseClientAddresses(of('ClientIpAddress')).client;
    return [
      ...this.#shared.map((at) => present(row.get(at))),
      endpointOf(urlStem),
      mailboxFromUrlQuery(of('UrlQuery')).mailbox ?? mailboxFromAnchor(of('AnchorMailbox')).mailbox,
      databaseFromDatabaseGuid(of('DatabaseGuid')),
      address,
      client.software,
      client.version,
      serverName(of('ServerHostName')),
      serverName(of('TargetServer')),
      this.#noise({
        user: of('AuthenticatedUser'),
        user_agent: userAgent,
        url_stem: urlStem,
        client_software: null,
        client_ip: address,
      }),
    ];
  }
}
