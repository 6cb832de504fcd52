import type { Statement } from 'better-sqlite3';
import { userKey } from '../../../formats/values/user-key.ts';
import type { Connection } from '../database.ts';

/** Dimensions that the series of a request decides. */
export const seriesDimensions = [
  'user',
  'mailbox',
  'client_ip',
  'subnet',
  'front_end',
  'back_end',
  'database',
  'client_software',
  'client_version',
  'client_mode',
  'endpoint',
  'request_type',
  'noise',
] as const;
export type SeriesDimension = (typeof seriesDimensions)[number];

const placeColumns = [
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
] as const;
type PlaceColumn = (typeof placeColumns)[number];

/** The values of a dimension, numbered from 0, and the number of each series' value. */
export interface Grouping {
  values: (string | null)[];
  /** By the id of the series. */
  of: Uint32Array;
  /** The number of a value; of a person by any spelling in any case. */
  numberOf(value: string | null): number | undefined;
}

/** Both servers of the way of a series, by their number in `names`; -1 for none. */
export interface Servers {
  names: string[];
  front: Int32Array;
  /** -1 also where it is the same machine as the front end: a request counts once at a server. */
  back: Int32Array;
  /** 1 where one machine is both. */
  both: Uint8Array;
  /** The pairs of front and back that occur, and by series the number of its pair. */
  ways: { front: number; back: number }[];
  way: Uint32Array;
}

/** What a request failed with. */
export interface FailureKind {
  layer: string;
  code: string;
  name: string | null;
  class: string;
}

/** Numbers that stand for values. */
class Values {
  readonly list: (string | null)[] = [];
  readonly #numbers = new Map<string | null, number>();

  /** The number of a value that is there. */
  readonly find = (value: string | null): number | undefined => this.#numbers.get(value);

  number(value: string | null): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.list.length;
      this.list.push(value);
      this.#numbers.set(value, number);
    }
    return number;
  }
}

type SeriesRow = [
  id: number,
  place: number,
  user: string | null,
  key: string | null,
  mailbox: string | null,
  ip: string | null,
];

/** `DOMAIN\sam` before a UPN or mail address before a legacy DN. */
const rank = (user: string): number => (user.includes('\\') ? 0 : user.includes('@') ? 1 : 2);

const before = (a: string, b: string): boolean => rank(a) < rank(b) || (rank(a) === rank(b) && a < b);

/**
 * The series, places and kinds of failure of a database, kept in memory. Their rows never change, so only new ones are
 * read; what retention deletes stays here and is not referred to.
 */
export class Catalogue {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #values: Record<PlaceColumn | 'user' | 'key' | 'mailbox' | 'client_ip', Values>;
  readonly #places = new Map<PlaceColumn, number[]>(placeColumns.map((column) => [column, []]));
  readonly #place: number[] = [];
  readonly #user: number[] = [];
  readonly #key: number[] = [];
  readonly #mailbox: number[] = [];
  readonly #ip: number[] = [];
  readonly #failures: FailureKind[] = [];
  /** What was made of the series that are known: questions ask for the same again and again. */
  readonly #groupings = new Map<SeriesDimension | 'key', Grouping>();
  #servers: Servers | null = null;

  constructor(db: Connection) {
    this.#statements = prepare(db);
    this.#values = Object.fromEntries(
      [...placeColumns, 'user', 'key', 'mailbox', 'client_ip'].map((name) => [name, new Values()]),
    ) as Record<PlaceColumn | 'user' | 'key' | 'mailbox' | 'client_ip', Values>;
  }

  /** Reads what is new. */
  refresh(): void {
    const { places, series, failures } = this.#statements;
    const { size } = this;
    const first = this.#places.get('endpoint') ?? [];
    for (const [id, ...values] of places.all(first.length) as [number, ...(string | null)[]][]) {
      for (const [i, column] of placeColumns.entries()) {
        const numbers = this.#places.get(column) ?? [];
        padded(numbers, id)[id] = this.#values[column].number(values[i] ?? null);
      }
    }
    const { user: users, key: keys, mailbox: mailboxes, client_ip: ips } = this.#values;
    for (const [id, place, user, key, mailbox, ip] of series.all(this.#place.length) as SeriesRow[]) {
      padded(this.#place, id)[id] = place;
      padded(this.#user, id)[id] = users.number(user);
      padded(this.#key, id)[id] = keys.number(key);
      padded(this.#mailbox, id)[id] = mailboxes.number(mailbox);
      padded(this.#ip, id)[id] = ips.number(ip);
    }
    for (const { id, ...kind } of failures.all(this.#failures.length) as ({ id: number } & FailureKind)[])
      this.#failures[id] = kind;
    if (this.size > size) {
      this.#groupings.clear();
      this.#servers = null;
    }
    // Two names may turn out to be one person's.
    this.#groupings.delete('user');
  }

  /** One more than the highest id of a series. */
  get size(): number {
    return this.#place.length;
  }

  /** What requests fail with, by id; the layer and code of an id that is not known are empty. */
  failure(id: number): FailureKind {
    return this.#failures[id] ?? { layer: '', code: '', name: null, class: 'unknown' };
  }

  /** One more than the highest id of a kind of failure. */
  get failures(): number {
    return this.#failures.length;
  }

  /** The values of a dimension; a person is one value, under the spelling that says most. */
  grouping(dimension: SeriesDimension): Grouping {
    return this.#kept(dimension, () => this.#grouping(dimension));
  }

  #kept(name: SeriesDimension | 'key', make: () => Grouping): Grouping {
    let grouping = this.#groupings.get(name);
    if (grouping === undefined) {
      grouping = make();
      this.#groupings.set(name, grouping);
    }
    return grouping;
  }

  #grouping(dimension: SeriesDimension): Grouping {
    if (dimension === 'user') return this.#persons();
    if (dimension === 'mailbox') return groupingOf(this.#values.mailbox, Uint32Array.from(this.#mailbox));
    if (dimension === 'client_ip') return groupingOf(this.#values.client_ip, Uint32Array.from(this.#ip));
    const ofPlace = this.#places.get(dimension) ?? [];
    const of = new Uint32Array(this.size);
    for (let id = 0; id < of.length; id++) of[id] = ofPlace[this.#place[id] ?? 0] ?? 0;
    return groupingOf(this.#values[dimension], of);
  }

  /** The servers that requests went through. */
  servers(): Servers {
    this.#servers ??= this.#waysOfSeries();
    return this.#servers;
  }

  #waysOfSeries(): Servers {
    const names: string[] = [];
    const numbers = new Map<string, number>();
    const number = (name: string | null): number => {
      if (name === null) return -1;
      let known = numbers.get(name);
      if (known === undefined) {
        known = names.push(name) - 1;
        numbers.set(name, known);
      }
      return known;
    };
    const [front, back] = [this.grouping('front_end'), this.grouping('back_end')];
    const fronts = front.values.map(number);
    const backs = back.values.map(number);
    const servers: Servers = {
      names,
      front: Int32Array.from(front.of, (value) => fronts[value] ?? -1),
      back: Int32Array.from(back.of, (value) => backs[value] ?? -1),
      both: new Uint8Array(this.size),
      ways: [],
      way: new Uint32Array(this.size),
    };
    const ways = new Map<number, number>();
    for (let id = 0; id < this.size; id++) {
      if (servers.back[id] === servers.front[id]) {
        servers.back[id] = -1;
        servers.both[id] = 1;
      }
      const [front, back] = [servers.front[id] as number, servers.back[id] as number];
      const pair = front * (names.length + 1) + back;
      let way = ways.get(pair);
      if (way === undefined) {
        way = servers.ways.push({ front, back }) - 1;
        ways.set(pair, way);
      }
      servers.way[id] = way;
    }
    return servers;
  }

  /** Users in lower case. */
  userKeys(): Grouping {
    return this.#kept('key', () => groupingOf(this.#values.key, Uint32Array.from(this.#key)));
  }

  #persons(): Grouping {
    const { user: users, key: keys } = this.#values;
    const persons = new Map(this.#statements.people.all() as [string, number][]);
    const groups = new Map<string | number | null, number>();
    const values: (string | null)[] = [];
    const ofUser = new Map<number, number>();
    const of = new Uint32Array(this.size);
    for (let id = 0; id < of.length; id++) {
      const number = this.#user[id] ?? 0;
      let group = ofUser.get(number);
      if (group === undefined) {
        const user = users.list[number] ?? null;
        const key = keys.list[this.#key[id] ?? 0] ?? null;
        const person = key === null ? null : (persons.get(key) ?? key);
        group = groups.get(person) ?? values.length;
        groups.set(person, group);
        const shown = values[group] ?? null;
        values[group] = shown === null || (user !== null && before(user, shown)) ? user : shown;
        ofUser.set(number, group);
      }
      of[id] = group;
    }
    const numberOf = (user: string | null): number | undefined => {
      const key = user === null ? null : userKey(user);
      return groups.get(key === null ? null : (persons.get(key) ?? key));
    };
    return { values, of, numberOf };
  }
}

const groupingOf = ({ list, find }: Values, of: Uint32Array): Grouping => ({
  values: list,
  of,
  numberOf: find,
});

/** Fills up to a place, so that the array has no holes. */
function padded(numbers: number[], to: number): number[] {
  while (numbers.length < to) numbers.push(0);
  return numbers;
}

function prepare(db: Connection): Record<'places' | 'series' | 'failures' | 'people', Statement> {
  return {
    places: db.prepare(`SELECT id, ${placeColumns.join(', ')} FROM place WHERE id >= ? ORDER BY id`).raw(),
    series: db
      .prepare(
        'SELECT id, place_id, user, user_key, mailbox, client_ip FROM series WHERE id >= ? ORDER BY id',
      )
      .raw(),
    failures: db.prepare(
      `SELECT k.id, k.layer, k.code, c.name, k.class FROM failure_kind k
       LEFT JOIN code c ON c.layer = k.layer AND (c.number = k.number OR (k.number IS NULL AND c.code = k.code))
       WHERE k.id >= ? ORDER BY k.id`,
    ),
    people: db.prepare('SELECT name, person_id FROM person_name').raw(),
  };
}
