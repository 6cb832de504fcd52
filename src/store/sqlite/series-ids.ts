import type { Statement } from 'better-sqlite3';
import { type Failure, type Place, placeOf, type Sender, senderOf } from '../../correlate/facts.ts';
import { type Names, NOBODY } from '../../correlate/parts.ts';
import type { Request } from '../../correlate/request.ts';
import { userKey } from '../../formats/values/user-key.ts';
import type { Connection } from './database.ts';
import { heldBack } from './retention/last-ids.ts';

/** What decides the series of a request besides the names in its records, and the series. */
interface Known {
  type: string | null;
  backType: string | null;
  backMachine: string | null;
  frontMachine: string | null;
  cookieDatabase: string | null;
  id: number;
}

/** Series that are known by the names of their requests, and ids by their values. */
const MOST = 100_000;

type Values = (string | number | null)[];

const PLACE = [
  'endpoint',
  'request_type',
  'front_end',
  'back_end',
  'database',
  'client_software',
  'client_version',
  'client_mode',
  'subnet',
  'noise',
];
const SERIES = ['place_id', 'user', 'mailbox', 'client_ip'];
const FAILURE = ['layer', 'code', 'number', 'class'];

/**
 * Gives ids to the ways of requests (`place`), to whose requests took them (`series`), and to what requests failed with
 * (`failure_kind`), each once. Inside the transaction that stores the requests; after a rollback a new one is needed.
 */
export class SeriesIds {
  readonly #places: Rows;
  readonly #series: Rows;
  readonly #failures: Rows;
  /** By the names of the front-end and of the back-end record: records that share names share the objects. */
  readonly #byNames = new Map<Names, Map<Names, Known[]>>();
  #size = 0;

  /** @param lastId gives the highest id that a table ever had */
  constructor(db: Connection, lastId: (table: string) => number) {
    this.#places = new Rows(db, 'place', PLACE, [], lastId('place'));
    this.#series = new Rows(db, 'series', SERIES, ['user_key'], lastId('series'));
    this.#failures = new Rows(db, 'failure_kind', FAILURE, [], lastId('failure_kind'));
  }

  /** The series of a request. */
  of(request: Request): number {
    const { front, back, classic } = request;
    // Classic records share nothing, and are few.
    if (classic !== null) return this.#find(request);
    const known = this.#knownBy(front?.names ?? NOBODY, back?.names ?? NOBODY);
    for (const one of known) {
      if (
        one.type === (front?.requestType ?? null) &&
        one.backType === (back?.requestType ?? null) &&
        one.backMachine === (back?.machine ?? null) &&
        one.frontMachine === (front?.machine ?? null) &&
        one.cookieDatabase === (front?.cookieDatabase ?? null)
      )
        return one.id;
    }
    const id = this.#find(request);
    known.push({
      type: front?.requestType ?? null,
      backType: back?.requestType ?? null,
      backMachine: back?.machine ?? null,
      frontMachine: front?.machine ?? null,
      cookieDatabase: front?.cookieDatabase ?? null,
      id,
    });
    this.#size++;
    return id;
  }

  failure({ layer, code, number, class: failureClass }: Failure): number {
    return this.#failures.id([layer, code, number, failureClass], []);
  }

  #knownBy(front: Names, back: Names): Known[] {
    if (this.#size > MOST) {
      this.#byNames.clear();
      this.#size = 0;
    }
    let ofFront = this.#byNames.get(front);
    if (ofFront === undefined) {
      ofFront = new Map();
      this.#byNames.set(front, ofFront);
    }
    let known = ofFront.get(back);
    if (known === undefined) {
      known = [];
      ofFront.set(back, known);
    }
    return known;
  }

  #find(request: Request): number {
    const sender = senderOf(request);
    const { user, mailbox, address } = sender;
    const place = this.#places.id(valuesOf(placeOf(request), sender), []);
    return this.#series.id([place, user, mailbox, address], [user === null ? null : userKey(user)]);
  }
}

const valuesOf = (place: Place, { subnet }: Sender): Values => [
  place.endpoint,
  place.requestType,
  place.frontEnd,
  place.backEnd,
  place.database,
  place.software,
  place.version,
  place.mode,
  subnet,
  place.noise,
];

/** No value has these characters: a line with one of them is rejected or was split there. */
const ABSENT = '\u0000';
const END = '\n';

function textOf(values: Values): string {
  let text = '';
  for (const value of values) text += (value ?? ABSENT) + END;
  return text;
}

/** The rows of one table, each with other values. */
class Rows {
  readonly #find: Statement;
  readonly #add: Statement;
  readonly #ids = new Map<string, number>();
  #last: number;

  /** @param key columns that tell rows apart @param rest columns that follow from those */
  constructor(db: Connection, table: string, key: readonly string[], rest: readonly string[], last: number) {
    this.#last = last;
    this.#find = db
      .prepare(
        `SELECT id FROM ${table} WHERE ${key.map((column) => `${column} IS ?`).join(' AND ')}
         AND id > ${heldBack(db, table)} LIMIT 1`,
      )
      .pluck();
    const columns = ['id', ...key, ...rest];
    this.#add = db.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
  }

  id(key: Values, rest: Values): number {
    const text = textOf(key);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (this.#ids.size >= MOST) this.#ids.clear();
    let id = this.#find.get(key) as number | undefined;
    if (id === undefined) {
      id = ++this.#last;
      this.#add.run(id, ...key, ...rest);
    }
    this.#ids.set(text, id);
    return id;
  }
}
