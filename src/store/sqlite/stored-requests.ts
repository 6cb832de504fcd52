import type { Statement } from 'better-sqlite3';
import { classicUser, spellingsOf, userOf } from '../../correlate/identity.ts';
import {
  type AnyPart,
  addressBookPart,
  databaseOfCookie,
  type Names,
  NOBODY,
} from '../../correlate/parts.ts';
import type { StoredRequest } from '../../correlate/request.ts';
import type { Connection } from './database.ts';
import { REQUEST_ROWS, type StoredRow } from './request-rows.ts';

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
    this.#between = db.prepare(`${REQUEST_ROWS} WHERE q.ended_ms >= ? AND q.ended_ms < ?`);
    this.#withIds = db.prepare(`${REQUEST_ROWS} WHERE q.id IN (SELECT value FROM json_each(?))`);
    this.#ofSession = db.prepare(`${REQUEST_ROWS} WHERE q.session_id = ?`);
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
