import type { Statement } from 'better-sqlite3';
import { classicUser, spellingsOf, userOf } from '../../correlate/identity.ts';
import {
  type AnyPart,
  addressBookPart,
  databaseOfCookie,
  type Endpoint,
  type Names,
  NOBODY,
} from '../../correlate/parts.ts';
import type { StoredRequest } from '../../correlate/request.ts';
import type { Connection } from './database.ts';

interface StoredRow {
  id: number;
  challenge: number;
  session: number | null;
  recoveredMs: number | null;
  frontId: number | null;
  frontMs: number;
  frontDuration: number | null;
  frontRequest: string | null;
  frontContext: string | null;
  frontSequence: number | null;
  frontNoise: string | null;
  frontStatus: number | null;
  frontBackEnd: number | null;
  frontError: string | null;
  frontUser: string | null;
  frontClient: string;
  frontShared: number | null;
  frontInstance: string | null;
  frontType: string | null;
  frontMachine: string | null;
  frontMailbox: string | null;
  frontEndpoint: Endpoint | null;
  frontAddress: string | null;
  frontSoftware: string | null;
  frontVersion: string | null;
  frontServer: string | null;
  frontDatabase: string | null;
  frontCookie: string | null;
  clientStreamMs: number | null;
  frontEndMs: number | null;
  routingMs: number | null;
  backendMs: number | null;
  backId: number | null;
  backMs: number;
  backDuration: number | null;
  backRequest: string | null;
  backContext: string | null;
  backSequence: number | null;
  backNoise: string | null;
  backStatus: number | null;
  responseCode: number | null;
  statusCode: number | null;
  backShared: number | null;
  backInstance: string | null;
  backType: string | null;
  backMachine: string | null;
  backAccount: string | null;
  backEmail: string | null;
  backUpn: string | null;
  backMailbox: string | null;
  backAddress: string | null;
  backSoftware: string | null;
  backVersion: string | null;
  backMode: string | null;
  backFrontEnd: string | null;
  backDatabase: string | null;
  backProcess: number | null;
  classicId: number | null;
  classicMs: number;
  classicDuration: number | null;
  classicRequest: string | null;
  classicContext: string | null;
  classicSequence: number | null;
  classicNoise: string | null;
  classicStatus: string | null;
  classicCode: number | null;
  classicLayer: string | null;
  classicOperation: string | null;
  classicMachine: string | null;
  classicEmail: string | null;
  classicName: string | null;
  classicSpecific: string | null;
  classicAddress: string | null;
  classicSoftware: string | null;
  classicVersion: string | null;
  classicMode: string | null;
  classicFrontEnd: string | null;
  classicProcess: number | null;
  bookId: number | null;
  bookMs: number;
  bookDuration: number | null;
  bookRequest: string | null;
  bookContext: string | null;
  bookSequence: number | null;
  bookType: string | null;
  bookMachine: string | null;
  bookUser: string | null;
  bookAddress: string | null;
  bookNoise: string | null;
  bookOutcome: string | null;
  bookReason: string | null;
  bookCode: number | null;
}

const SQL = `
SELECT q.id, q.outcome = 'challenge' AS challenge, q.session_id AS session, q.recovered_ms AS recoveredMs,
  f.id AS frontId, f.at_ms AS frontMs, f.total_ms AS frontDuration, f."RequestId" AS frontRequest,
  c.context AS frontContext, f.sequence AS frontSequence, fs.noise AS frontNoise, f."HttpStatus" AS frontStatus,
  f."BackEndStatus" AS frontBackEnd, f."ErrorCode" AS frontError, fs."AuthenticatedUser" AS frontUser,
  coalesce(c.client_instance, coalesce(fs.client_address, 'null') || '|' || coalesce(fs."UserAgent", 'null')) AS frontClient,
  fs.id AS frontShared, c.client_instance AS frontInstance, f.request_type AS frontType, fs.back_end AS frontMachine,
  fs.mailbox AS frontMailbox, fs.endpoint AS frontEndpoint, fs.client_address AS frontAddress,
  fs.client_software AS frontSoftware, fs.client_version AS frontVersion, fs.front_end AS frontServer,
  fs.database AS frontDatabase,
  CASE WHEN fs.database IS NULL THEN (SELECT text FROM dictionary WHERE id = f.cookie_id) END AS frontCookie,
  q.client_stream_ms AS clientStreamMs, q.front_end_ms AS frontEndMs, q.routing_ms AS routingMs,
  q.backend_ms AS backendMs,
  b.id AS backId, b.at_ms AS backMs, b.total_ms AS backDuration, b."RequestId" AS backRequest,
  bs.context AS backContext, b.sequence AS backSequence, bs.noise AS backNoise, b."HttpStatusCode" AS backStatus,
  b."ResponseCode" AS responseCode, b."StatusCode" AS statusCode,
  bs.id AS backShared, bs.client_instance AS backInstance, b."RequestType" AS backType, bsrc.server AS backMachine,
  bs."AuthenticatedUser" AS backAccount, bs."AuthenticatedUserEmail" AS backEmail, bs."UPN" AS backUpn,
  bs.mailbox AS backMailbox, bs.client_address AS backAddress, bs."ClientSoftware" AS backSoftware,
  bs."ClientSoftwareVersion" AS backVersion, bs.client_mode AS backMode, bs.front_end AS backFrontEnd,
  bs.database AS backDatabase, bs.process_started_ms AS backProcess,
  k.id AS classicId, k.at_ms AS classicMs, k.processing_ms AS classicDuration, k.front_end_request AS classicRequest,
  k.context AS classicContext, k.sequence AS classicSequence, k.noise AS classicNoise, k."rpc-status" AS classicStatus,
  k.status_code AS classicCode, k.status_layer AS classicLayer, k.operation AS classicOperation, ksrc.server AS classicMachine,
  k."user-email" AS classicEmail, k."client-name" AS classicName, k."operation-specific" AS classicSpecific, k."client-ip" AS classicAddress,
  k."client-software" AS classicSoftware, k."client-software-version" AS classicVersion,
  k.client_mode_name AS classicMode, k.front_end AS classicFrontEnd, k.process_started_ms AS classicProcess,
  a.id AS bookId, a.at_ms AS bookMs, a.processing_ms AS bookDuration, a.front_end_request AS bookRequest,
  a.context AS bookContext, a.sequence AS bookSequence, a.request_type AS bookType, asrc.server AS bookMachine,
  a.user AS bookUser, a."client-ip" AS bookAddress, a.noise AS bookNoise, a.outcome AS bookOutcome,
  a.reason AS bookReason, a.status_code AS bookCode
FROM request q
LEFT JOIN http_proxy_record f ON f.id = q.front_id
LEFT JOIN http_proxy_shared fs ON fs.id = f.shared_id
LEFT JOIN client_context c ON c.id = f.context_id
LEFT JOIN mapi_http_record b ON b.id = q.back_id
LEFT JOIN mapi_http_shared bs ON bs.id = b.shared_id
LEFT JOIN source bsrc ON bsrc.id = b.source_id
LEFT JOIN mapi_client_access_record k ON k.id = q.classic_id
LEFT JOIN source ksrc ON ksrc.id = k.source_id
LEFT JOIN mapi_address_book_record a ON a.id = q.classic_id
LEFT JOIN source asrc ON asrc.id = a.source_id
`;

/** Names that are kept by the id of their shared row. */
const MOST_NAMES = 50_000;

/** Brings requests of earlier transactions back for correlation. */
export class StoredRequests {
  readonly #between: Statement<[number, number]>;
  readonly #ofSession: Statement<[number]>;
  readonly #withIds: Statement<[string]>;
  readonly #frontNames = new Map<number, Names>();
  readonly #backNames = new Map<number, Names>();

  constructor(db: Connection) {
    this.#between = db.prepare(`${SQL} WHERE q.ended_ms >= ? AND q.ended_ms < ?`);
    this.#withIds = db.prepare(`${SQL} WHERE q.id IN (SELECT value FROM json_each(?))`);
    this.#ofSession = db.prepare(`${SQL} WHERE q.session_id = ?`);
  }

  /** Those that ended from `from` on, before `to`; epoch milliseconds. */
  *between(from: number, to: number): Generator<StoredRequest> {
    // One after another: in ten minutes there may be more than should be in memory together.
    for (const row of this.#between.iterate(from, to)) yield this.#request(row as StoredRow);
  }

  /** Those with these ids. */
  withIds(ids: readonly number[]): StoredRequest[] {
    return (this.#withIds.all(JSON.stringify(ids)) as StoredRow[]).map((row) => this.#request(row));
  }

  /** Those of a session. */
  ofSession(session: number): StoredRequest[] {
    return (this.#ofSession.all(session) as StoredRow[]).map((row) => this.#request(row));
  }

  #request(row: StoredRow): StoredRequest {
    return {
      id: row.id,
      challenge: row.challenge === 1,
      session: row.session,
      recoveredMs: row.recoveredMs,
      parts: partsOf(
        row,
        remembered(this.#frontNames, row.frontShared, () => frontNames(row)),
        remembered(this.#backNames, row.backShared, () => backNames(row)),
      ),
    };
  }
}

function remembered(cache: Map<number, Names>, id: number | null, make: () => Names): Names {
  if (id === null) return NOBODY;
  let names = cache.get(id);
  if (names === undefined) {
    if (cache.size >= MOST_NAMES) cache.clear();
    names = make();
    cache.set(id, names);
  }
  return names;
}

const frontNames = (row: StoredRow): Names => ({
  user: row.frontUser,
  listed: row.frontUser,
  spellings: spellingsOf(row.frontUser),
  mailbox: row.frontMailbox,
  endpoint: row.frontEndpoint,
  address: row.frontAddress,
  software: row.frontSoftware,
  version: row.frontVersion,
  mode: null,
  frontEnd: row.frontServer,
  database: row.frontDatabase,
  processStartedMs: null,
  noise: row.frontNoise,
});

const backNames = (row: StoredRow): Names => ({
  user: userOf(row.backAccount) ?? row.backEmail ?? row.backUpn,
  listed: row.backEmail,
  spellings: spellingsOf(userOf(row.backAccount), row.backEmail, row.backUpn),
  mailbox: row.backMailbox,
  endpoint: null,
  address: row.backAddress,
  software: row.backSoftware,
  version: row.backVersion,
  mode: row.backMode,
  frontEnd: row.backFrontEnd,
  database: row.backDatabase,
  processStartedMs: row.backProcess,
  noise: row.backNoise,
});

const classicNames = (row: StoredRow): Names => ({
  ...classicUser({
    name: row.classicName,
    email: row.classicEmail,
    operation: row.classicOperation,
    status: row.classicStatus,
    specific: row.classicSpecific,
  }),
  mailbox: null,
  endpoint: 'emsmdb',
  address: row.classicAddress,
  software: row.classicSoftware,
  version: row.classicVersion,
  mode: row.classicMode,
  frontEnd: row.classicFrontEnd,
  database: null,
  processStartedMs: row.classicProcess,
  noise: row.classicNoise,
});

function partsOf(row: StoredRow, ofFront: Names, ofBack: Names): AnyPart[] {
  const parts: AnyPart[] = [];
  if (row.frontId !== null) {
    parts.push({
      side: 'front',
      recordId: row.frontId,
      atMs: row.frontMs,
      durationMs: row.frontDuration,
      requestId: row.frontRequest,
      context: row.frontContext,
      sequence: row.frontSequence,
      clientInstance: row.frontInstance,
      requestType: row.frontType,
      machine: row.frontMachine,
      names: ofFront,
      noise: row.frontNoise,
      httpStatus: row.frontStatus,
      backEndStatus: row.frontBackEnd,
      errorCode: row.frontError,
      authenticated: row.frontUser !== null,
      client: row.frontClient,
      cookieDatabase: databaseOfCookie(row.frontCookie),
      spent: {
        clientStreamMs: row.clientStreamMs,
        frontEndMs: row.frontEndMs,
        routingMs: row.routingMs,
        backendMs: row.backendMs,
      },
    });
  }
  if (row.backId !== null) {
    parts.push({
      side: 'back',
      recordId: row.backId,
      atMs: row.backMs,
      durationMs: row.backDuration,
      requestId: row.backRequest,
      context: row.backContext,
      sequence: row.backSequence,
      clientInstance: row.backInstance,
      requestType: row.backType,
      machine: row.backMachine,
      names: ofBack,
      noise: row.backNoise,
      httpStatus: row.backStatus,
      responseCode: row.responseCode,
      statusCode: row.statusCode,
    });
  }
  if (row.classicId !== null) {
    parts.push({
      side: 'classic',
      recordId: row.classicId,
      atMs: row.classicMs,
      durationMs: row.classicDuration,
      requestId: row.classicRequest,
      context: row.classicContext,
      sequence: row.classicSequence,
      clientInstance: null,
      requestType:
        row.classicOperation === 'Connect' || row.classicOperation === 'Disconnect'
          ? row.classicOperation
          : null,
      machine: row.classicMachine,
      names: classicNames(row),
      noise: row.classicNoise,
      failed: row.classicStatus !== null && row.classicStatus !== '0',
      rpcStatus: row.classicStatus,
      gone: false,
      reason: null,
      statusCode: row.classicCode,
      statusLayer: row.classicLayer,
    });
  }
  if (row.bookId !== null) {
    parts.push(
      addressBookPart({
        recordId: row.bookId,
        atMs: row.bookMs,
        durationMs: row.bookDuration,
        requestId: row.bookRequest,
        context: row.bookContext,
        sequence: row.bookSequence,
        requestType: row.bookType,
        machine: row.bookMachine,
        user: row.bookUser,
        address: row.bookAddress,
        noise: row.bookNoise,
        outcome: row.bookOutcome,
        reason: row.bookReason,
        statusCode: row.bookCode,
      }),
    );
  }
  return parts;
}
