import { userKey } from '../../formats/values/user-key.ts';
import type { Connection } from './database.ts';
import type { Figures } from './figures/figures.ts';
import { reconnectsOf } from './figures/reconnects.ts';
import { spellingsIn } from './people.ts';
import { type RequestFilter, type ResolvedFilter, resolve } from './request-filter.ts';
import { sessionConditions } from './session-filter.ts';

/** A person, and how they fared in a range of time. */
export interface UserRow {
  /** The spelling that says most. */
  user: string;
  /** All that are known, lower case. */
  spellings: string[];
  sessions: number;
  requests: number;
  failures: number;
  client_gone: number;
  reconnects: number;
  restarts: number;
  resumes: number;
  /** End of the last session of which a part lies in the range, ISO-8601; null without any. */
  last_at: string | null;
}

type Counts = Pick<UserRow, 'sessions' | 'reconnects' | 'restarts' | 'resumes' | 'last_at'>;

const COUNTS = { reconnect: 'reconnects', restart: 'restarts', resume: 'resumes' } as const;

/** Tells people by any of their spellings. */
class People {
  readonly #persons: Map<string, number>;
  readonly #names = new Map<number, string[]>();

  constructor(db: Connection) {
    const rows = db.prepare('SELECT name, person_id FROM person_name ORDER BY name').raw().all() as [
      string,
      number,
    ][];
    this.#persons = new Map(rows);
    for (const [name, person] of rows) {
      const names = this.#names.get(person);
      if (names === undefined) this.#names.set(person, [name]);
      else names.push(name);
    }
  }

  /** The same for all spellings of one person. */
  keyOf(user: string): string | number {
    const name = userKey(user);
    return this.#persons.get(name) ?? name;
  }

  spellingsOf(user: string): string[] {
    const key = this.keyOf(user);
    return typeof key === 'number' ? (this.#names.get(key) ?? []) : [key];
  }
}

/** Those whose numbers trouble most come first. */
const troubleOf = ({ failures, reconnects, restarts }: UserRow): number => failures + reconnects + restarts;

const inOrder = (a: UserRow, b: UserRow): number =>
  troubleOf(b) - troubleOf(a) || b.requests - a.requests || (a.user < b.user ? -1 : 1);

/**
 * The people who have requests or sessions in a range, those with the most failures, reconnects and restarts first.
 * @param filter its ends must be set
 */
export function userRows(db: Connection, figures: Figures, filter: RequestFilter): UserRow[] {
  const people = new People(db);
  const gone = goneByUser(figures, filter);
  const counts = countsOf(db, people, filter);
  const rows = usersOf(figures, filter).map(({ value, count, failed }) => ({
    user: value,
    spellings: people.spellingsOf(value),
    requests: count,
    failures: failed,
    client_gone: gone.get(value) ?? 0,
    ...(counts.get(people.keyOf(value)) ?? none()),
  }));
  return rows.sort(inOrder);
}

function goneByUser(figures: Figures, filter: RequestFilter): Map<string, number> {
  const { outcome = [] } = filter;
  if (outcome.length > 0 && !outcome.includes('client_gone')) return new Map();
  const users = usersOf(figures, { ...filter, outcome: ['client_gone'] });
  return new Map(users.map(({ value, count }) => [value, count]));
}

/** Requests by person; those that name nobody are left out. */
function usersOf(
  figures: Figures,
  filter: RequestFilter,
): { value: string; count: number; failed: number }[] {
  const [facet] = figures.facets(filter, ['user'], Number.MAX_SAFE_INTEGER);
  return (facet?.values ?? []).flatMap(({ value, ...count }) =>
    value === null ? [] : [{ value, ...count }],
  );
}

const none = (): Counts => ({ sessions: 0, reconnects: 0, restarts: 0, resumes: 0, last_at: null });

function countsOf(db: Connection, people: People, filter: RequestFilter): Map<string | number, Counts> {
  const resolved = resolve(filter, spellingsIn(db));
  const counts = new Map<string | number, Counts>();
  const of = (user: string): Counts => {
    const key = people.keyOf(user);
    const found = counts.get(key) ?? none();
    counts.set(key, found);
    return found;
  };
  for (const { person, sessions, endedMs } of sessionsByUser(db, resolved)) {
    const found = of(person);
    const last_at = new Date(endedMs).toISOString();
    found.sessions += sessions;
    if (found.last_at === null || last_at > found.last_at) found.last_at = last_at;
  }
  for (const { user, kind } of reconnectsOf(db, resolved))
    if (typeof user === 'string') of(user)[COUNTS[kind]]++;
  return counts;
}

/** Sessions of which a part lies in the range, by their user as the view `sessions` has it. */
function sessionsByUser(
  db: Connection,
  filter: ResolvedFilter,
): { person: string; sessions: number; endedMs: number }[] {
  const { where, params } = sessionConditions(filter);
  // Not named `user`: HAVING would take the column of the session that ended last, which is null when that one was refused.
  const sql = `
    SELECT coalesce(s.user, (SELECT min(x.user) FROM session x
        WHERE x.client_instance = s.client_instance AND x.noise IS NULL AND s.noise IS NULL)) AS person,
      count(*) AS sessions, max(s.ended_ms) AS endedMs
    FROM session s WHERE ${[...where, 's.ended_ms >= :sinceMs AND s.started_ms < :untilMs'].join(' AND ')}
    GROUP BY person HAVING person IS NOT NULL`;
  return db.prepare(sql).all({ ...params, sinceMs: filter.sinceMs, untilMs: filter.untilMs }) as {
    person: string;
    sessions: number;
    endedMs: number;
  }[];
}

/** Whether a request, or what tells of people, names somebody so. */
export const isKnownUser = (db: Connection, user: string): boolean =>
  db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM person_name WHERE name = :name) OR EXISTS (SELECT 1 FROM series WHERE user_key = :name)`,
    )
    .pluck()
    .get({ name: userKey(user) }) === 1;
