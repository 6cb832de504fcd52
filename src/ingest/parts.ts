import { classicUser, spellingsOf, userOf } from '../correlate/identity.ts';
import {
  type AnyPart,
  addressBookPart,
  type BackPart,
  type ClassicPart,
  databaseOfCookie,
  type Endpoint,
  type FrontPart,
  type Names,
  NOBODY,
  type Spent,
} from '../correlate/parts.ts';
import type { FamilyId } from '../formats/family.ts';
import { recordTables, sharedTables } from '../store/tables.ts';
import { type Batch, MEASURES } from './batch.ts';
import type { Value } from './encode/values.ts';

/** What correlation needs of a shared row. */
interface FrontShared {
  /** Only requests to `/mapi/` become requests; the other HttpProxy protocols are raw records. */
  mapi: boolean;
  authenticated: boolean;
  client: string;
  machine: string | null;
  names: Names;
}

interface BackShared {
  context: string | null;
  clientInstance: string | null;
  names: Names;
}

/** Where a column stands among the values of a table. */
const places = <Column extends string>(columns: readonly Column[]): Record<Column, number> =>
  Object.fromEntries(columns.map((column, i) => [column, i])) as Record<Column, number>;

const FRONT = places(recordTables.http_proxy.columns);
const BACK = places(recordTables.mapi_http.columns);
const ADDRESS_BOOK = places(recordTables.mapi_address_book.columns);
const CLASSIC = places(recordTables.mapi_client_access.columns);
const FRONT_SHARED = places(sharedTables.httpProxyShared.columns);
const BACK_SHARED = places(sharedTables.mapiHttpShared.columns);
const CONTEXT = places(sharedTables.clientContext.columns);

const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
const number = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null);

/** A column that may look like a number. */
const written = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

const FRONT_WIDTH = recordTables.http_proxy.columns.length;

/** Entries of one table that are kept; the decoder never refers to an id that it has itself forgotten. */
const MOST_SHARED = 300_000;

/** Reads out of a batch what correlation needs, keeping the shared rows that later batches refer to. */
export class PartReader {
  readonly #front = new Map<number, FrontShared>();
  readonly #back = new Map<number, BackShared>();
  /** By their text: many shared rows differ only in what names do not have. */
  readonly #names = new Map<string, Names>();
  /** Database GUIDs that routing cookies name, by the cookie's id. */
  readonly #cookies = new Map<number, string>();
  readonly #contexts = new Map<number, { context: string | null; client: string | null }>();

  /**
   * @param firstId the id that the batch's first record will get
   * @param server the machine whose log it is
   */
  read(family: FamilyId, batch: Batch, firstId: number, server: string | null): AnyPart[] {
    this.#remember(batch);
    const width = recordTables[family].columns.length;
    const parts: AnyPart[] = [];
    for (let i = 0; i < batch.count; i++) {
      const at = i * width;
      const part =
        family === 'http_proxy'
          ? this.#frontPart(batch, i, firstId + i)
          : family === 'mapi_http'
            ? this.#backPart(batch.records, at, firstId + i, server)
            : family === 'mapi_client_access'
              ? classicPart(batch.records, at, firstId + i, server)
              : ofAddressBook(batch.records, at, firstId + i, server);
      if (part !== null) parts.push(part);
    }
    return parts;
  }

  #remember({ shared }: Batch): void {
    eachRow(shared.dictionary, sharedTables.dictionary.columns.length, (id, values, at) => {
      const database = databaseOfCookie(text(values[at]));
      if (database !== null) trimmed(this.#cookies).set(id, database);
    });
    eachRow(shared.httpProxyShared, sharedTables.httpProxyShared.columns.length, (id, values, at) => {
      const user = text(values[at + FRONT_SHARED.AuthenticatedUser]);
      trimmed(this.#front).set(id, {
        mapi:
          values[at + FRONT_SHARED.endpoint] !== null ||
          /^mapi$/i.test(text(values[at + FRONT_SHARED.Protocol]) ?? ''),
        authenticated: user !== null,
        client: `${values[at + FRONT_SHARED.client_address]}|${values[at + FRONT_SHARED.UserAgent]}`,
        machine: text(values[at + FRONT_SHARED.back_end]),
        names: this.#interned({
          user,
          listed: user,
          spellings: spellingsOf(user),
          mailbox: text(values[at + FRONT_SHARED.mailbox]),
          endpoint: text(values[at + FRONT_SHARED.endpoint]) as Endpoint | null,
          address: text(values[at + FRONT_SHARED.client_address]),
          software: text(values[at + FRONT_SHARED.client_software]),
          version: text(values[at + FRONT_SHARED.client_version]),
          mode: null,
          frontEnd: text(values[at + FRONT_SHARED.front_end]),
          database: text(values[at + FRONT_SHARED.database]),
          processStartedMs: null,
          noise: text(values[at + FRONT_SHARED.noise]),
        }),
      });
    });
    eachRow(shared.mapiHttpShared, sharedTables.mapiHttpShared.columns.length, (id, values, at) => {
      const email = text(values[at + BACK_SHARED.AuthenticatedUserEmail]);
      const upn = text(values[at + BACK_SHARED.UPN]);
      const account = userOf(text(values[at + BACK_SHARED.AuthenticatedUser]));
      trimmed(this.#back).set(id, {
        context: text(values[at + BACK_SHARED.context]),
        clientInstance: text(values[at + BACK_SHARED.client_instance]),
        names: this.#interned({
          user: account ?? email ?? upn,
          listed: email,
          spellings: spellingsOf(account, email, upn),
          mailbox: text(values[at + BACK_SHARED.mailbox]),
          endpoint: null,
          address: text(values[at + BACK_SHARED.client_address]),
          software: text(values[at + BACK_SHARED.ClientSoftware]),
          version: text(values[at + BACK_SHARED.ClientSoftwareVersion]),
          mode: text(values[at + BACK_SHARED.client_mode]),
          frontEnd: text(values[at + BACK_SHARED.front_end]),
          database: text(values[at + BACK_SHARED.database]),
          processStartedMs: number(values[at + BACK_SHARED.process_started_ms]),
          noise: text(values[at + BACK_SHARED.noise]),
        }),
      });
    });
    eachRow(shared.clientContext, sharedTables.clientContext.columns.length, (id, values, at) => {
      trimmed(this.#contexts).set(id, {
        context: text(values[at + CONTEXT.context]),
        client: text(values[at + CONTEXT.client_instance]),
      });
    });
  }

  /** The same object for the same names: what is known of a request's names is found by the object. */
  #interned(names: Names): Names {
    const key = JSON.stringify(names);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    trimmed(this.#names).set(key, names);
    return names;
  }

  #frontPart({ records: values, measures }: Batch, index: number, recordId: number): FrontPart | null {
    const at = index * FRONT_WIDTH;
    const atMs = number(values[at + FRONT.at_ms]);
    const shared = this.#front.get(values[at + FRONT.shared_id] as number);
    if (atMs === null || shared === undefined || !shared.mapi) return null;
    const context = this.#contexts.get(values[at + FRONT.context_id] as number);
    return {
      side: 'front',
      recordId,
      atMs,
      durationMs: number(values[at + FRONT.total_ms]),
      requestId: text(values[at + FRONT.RequestId]),
      context: context?.context ?? null,
      sequence: number(values[at + FRONT.sequence]),
      clientInstance: context?.client ?? null,
      requestType: text(values[at + FRONT.request_type]),
      machine: shared.machine,
      names: shared.names,
      noise: shared.names.noise,
      httpStatus: number(values[at + FRONT.HttpStatus]),
      backEndStatus: number(values[at + FRONT.BackEndStatus]),
      errorCode: text(values[at + FRONT.ErrorCode]),
      authenticated: shared.authenticated,
      client: context?.client ?? shared.client,
      cookieDatabase:
        shared.names.database === null
          ? (this.#cookies.get(values[at + FRONT.cookie_id] as number) ?? null)
          : null,
      spent: spentOf(measures, index * MEASURES),
    };
  }

  #backPart(values: Value[], at: number, recordId: number, server: string | null): BackPart | null {
    const atMs = number(values[at + BACK.at_ms]);
    if (atMs === null) return null;
    const shared = this.#back.get(values[at + BACK.shared_id] as number);
    return {
      side: 'back',
      recordId,
      atMs,
      durationMs: number(values[at + BACK.total_ms]),
      requestId: text(values[at + BACK.RequestId]),
      context: shared?.context ?? null,
      sequence: number(values[at + BACK.sequence]),
      clientInstance: shared?.clientInstance ?? null,
      requestType: written(values[at + BACK.RequestType]),
      machine: server,
      names: shared?.names ?? NOBODY,
      noise: shared?.names.noise ?? null,
      httpStatus: number(values[at + BACK.HttpStatusCode]),
      responseCode: number(values[at + BACK.ResponseCode]),
      statusCode: number(values[at + BACK.StatusCode]),
    };
  }
}

/** A classic row is a request only where it names one: logons of RPC clients and rundowns are not. */
function classicPart(
  values: Value[],
  at: number,
  recordId: number,
  server: string | null,
): ClassicPart | null {
  const atMs = number(values[at + CLASSIC.at_ms]);
  const requestId = text(values[at + CLASSIC.front_end_request]);
  const context = text(values[at + CLASSIC.context]);
  if (atMs === null || (requestId === null && context === null)) return null;
  const status = text(values[at + CLASSIC['rpc-status']]);
  const operation = text(values[at + CLASSIC.operation]);
  const noise = text(values[at + CLASSIC.noise]);
  return {
    side: 'classic',
    recordId,
    atMs,
    durationMs: number(values[at + CLASSIC.processing_ms]),
    requestId,
    context,
    sequence: number(values[at + CLASSIC.sequence]),
    clientInstance: null,
    requestType: operation === 'Connect' || operation === 'Disconnect' ? operation : null,
    machine: server,
    names: {
      ...classicUser({
        name: text(values[at + CLASSIC['client-name']]),
        email: text(values[at + CLASSIC['user-email']]),
        operation,
        status,
        specific: text(values[at + CLASSIC['operation-specific']]),
      }),
      mailbox: null,
      endpoint: 'emsmdb',
      address: text(values[at + CLASSIC['client-ip']]),
      software: text(values[at + CLASSIC['client-software']]),
      version: text(values[at + CLASSIC['client-software-version']]),
      mode: text(values[at + CLASSIC.client_mode_name]),
      frontEnd: text(values[at + CLASSIC.front_end]),
      database: null,
      processStartedMs: number(values[at + CLASSIC.process_started_ms]),
      noise,
    },
    noise,
    failed: status !== null && status !== '0',
    rpcStatus: status,
    gone: false,
    reason: null,
    statusCode: number(values[at + CLASSIC.status_code]),
    statusLayer: text(values[at + CLASSIC.status_layer]),
  };
}

const measured = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function spentOf(measures: readonly number[], at: number): Spent {
  return {
    clientStreamMs: measured(measures[at]),
    frontEndMs: measured(measures[at + 1]),
    routingMs: measured(measures[at + 2]),
    backendMs: measured(measures[at + 3]),
  };
}

/** An address-book row is a request only where it names one, as rows of the transport's failures do. */
function ofAddressBook(
  values: Value[],
  at: number,
  recordId: number,
  server: string | null,
): ClassicPart | null {
  const atMs = number(values[at + ADDRESS_BOOK.at_ms]);
  const requestId = text(values[at + ADDRESS_BOOK.front_end_request]);
  const context = text(values[at + ADDRESS_BOOK.context]);
  if (atMs === null || (requestId === null && context === null)) return null;
  return addressBookPart({
    recordId,
    atMs,
    durationMs: number(values[at + ADDRESS_BOOK.processing_ms]),
    requestId,
    context,
    sequence: number(values[at + ADDRESS_BOOK.sequence]),
    requestType: text(values[at + ADDRESS_BOOK.request_type]),
    machine: server,
    user: text(values[at + ADDRESS_BOOK.user]),
    address: text(values[at + ADDRESS_BOOK['client-ip']]),
    noise: text(values[at + ADDRESS_BOOK.noise]),
    outcome: text(values[at + ADDRESS_BOOK.outcome]),
    reason: text(values[at + ADDRESS_BOOK.reason]),
    statusCode: number(values[at + ADDRESS_BOOK.status_code]),
  });
}

function eachRow(
  values: Value[] | undefined,
  width: number,
  use: (id: number, values: Value[], at: number) => void,
): void {
  if (values === undefined) return;
  for (let at = 0; at < values.length; at += width + 1) use(values[at] as number, values, at + 1);
}

/** Makes room by dropping the older half: maps keep the order of insertion. */
function trimmed<Key, Entry>(map: Map<Key, Entry>): Map<Key, Entry> {
  if (map.size < MOST_SHARED) return map;
  let left = map.size / 2;
  for (const id of map.keys()) {
    if (left-- <= 0) break;
    map.delete(id);
  }
  return map;
}
