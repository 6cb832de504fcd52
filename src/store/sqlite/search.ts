import { normaliseGuid } from '../../formats/values/guid.ts';
import { userKey } from '../../formats/values/user-key.ts';
import { type CodeRow, codeRows } from './codes.ts';
import type { Connection } from './database.ts';

/** Something that a text leads to. */
export interface SearchHit {
  kind:
    | 'user'
    | 'mailbox'
    | 'client_ip'
    | 'server'
    | 'database'
    | 'context'
    | 'client_instance'
    | 'request'
    | 'code'
    | 'client_version';
  value: string;
  /** What to show beside it. */
  label: string | null;
  /** Of a context the id of its session, of a request its id. */
  id: number | null;
  /** Requests of it, where that is known at once. */
  count: number | null;
}

type Found = Partial<SearchHit> & { value: string };

/** Letters that mean something else to LIKE. */
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

const IN_PLACES = (column: string): string =>
  `SELECT DISTINCT ${column} AS value FROM place WHERE ${column} LIKE :start ESCAPE '\\' ORDER BY value LIMIT :limit`;
const IN_SERIES = (column: string): string =>
  `SELECT DISTINCT ${column} AS value FROM series WHERE ${column} LIKE :start ESCAPE '\\' ORDER BY value LIMIT :limit`;

/** How each kind is found: `:part` matches anywhere in it, `:start` at its start, `:guid` is a GUID. */
const QUERIES: Partial<Record<SearchHit['kind'], string>> = {
  user: `
    SELECT min(s.user) AS value, (SELECT group_concat(name, ', ') FROM person_name WHERE person_id = n.person_id) AS label
    FROM series s LEFT JOIN person_name n ON n.name = s.user_key
    WHERE s.user_key LIKE :part ESCAPE '\\' OR n.person_id IN
      (SELECT person_id FROM person_name WHERE name LIKE :part ESCAPE '\\')
    GROUP BY coalesce(n.person_id, s.user_key) ORDER BY value LIMIT :limit`,
  client_ip: IN_SERIES('client_ip'),
  server: `
    SELECT front_end AS value FROM place WHERE front_end LIKE :start ESCAPE '\\'
    UNION SELECT back_end FROM place WHERE back_end LIKE :start ESCAPE '\\' ORDER BY 1 LIMIT :limit`,
  client_version: IN_PLACES('client_version'),
};

const GUID_QUERIES: Partial<Record<SearchHit['kind'], string>> = {
  context: `
    SELECT context AS value, user AS label, id, requests AS count FROM sessions
    WHERE id = (SELECT id FROM session WHERE context = :guid)`,
  client_instance: `
    SELECT client_instance AS value, min(user) AS label FROM session WHERE client_instance = :guid
    GROUP BY client_instance`,
  mailbox: 'SELECT DISTINCT mailbox AS value FROM series WHERE mailbox = :guid',
  database: 'SELECT DISTINCT database AS value FROM place WHERE database = :guid',
};

/**
 * The id of a request, which records have as their log spells it. It has no index, which every stored record would pay
 * for: this reads all of them.
 */
const BY_REQUEST_ID = `
  SELECT lower(f."RequestId") AS value, q.id, NULL AS label FROM request q
  JOIN http_proxy_record f ON f.id = q.front_id WHERE f."RequestId" IN (:guid, upper(:guid)) LIMIT :limit`;

/** Where a text leads: a user, an address, a server, a version, a GUID of any kind, or a code in any notation. */
export function search(db: Connection, text: string, limit: number): SearchHit[] {
  const q = text.trim();
  const guid = normaliseGuid(q);
  const like = escaped(userKey(q));
  const params = { part: `%${like}%`, start: `${like}%`, guid, limit };
  const run = (kind: SearchHit['kind'], sql: string): SearchHit[] =>
    (db.prepare(sql).all(used(sql, params)) as Found[]).map((found) => hit(kind, found));
  const queries = guid === null ? QUERIES : GUID_QUERIES;
  const hits = Object.entries(queries).flatMap(([kind, sql]) => run(kind as SearchHit['kind'], sql));
  if (guid !== null) return hits.length > 0 ? hits : run('request', BY_REQUEST_ID);
  return [...hits, ...requestsById(db, q), ...codesOf(db, q, limit)];
}

const hit = (kind: SearchHit['kind'], found: Found): SearchHit => ({
  kind,
  label: null,
  id: null,
  count: null,
  ...found,
});

/** Only the parameters that a query names: others are an error. */
const used = (sql: string, params: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => sql.includes(`:${name}`)));

function requestsById(db: Connection, q: string): SearchHit[] {
  if (!/^\d{1,15}$/.test(q)) return [];
  const id = db.prepare('SELECT id FROM request WHERE id = ?').pluck().get(Number(q)) as number | undefined;
  return id === undefined ? [] : [hit('request', { value: q, id })];
}

/** A code is meant by its text, its number (decimal, hexadecimal, signed), or a part of one of its names. */
function codesOf(db: Connection, q: string, limit: number): SearchHit[] {
  const wanted = q.toLowerCase();
  const number = /^(?:0x[0-9a-f]{1,8}|-?\d{1,10})$/.test(wanted) ? Number(wanted) : null;
  const unsigned = number === null ? null : number >>> 0;
  const names = ({ name, aliases }: CodeRow): string[] => [name, ...(aliases?.split(' ') ?? [])];
  const isMeant = (row: CodeRow): boolean =>
    row.code.toLowerCase() === wanted ||
    (unsigned !== null && row.number === unsigned) ||
    (number === null && wanted.length > 2 && names(row).some((name) => name.toLowerCase().includes(wanted)));
  const exact = (row: CodeRow): number => Number(!names(row).some((name) => name.toLowerCase() === wanted));
  return codeRows(db)
    .filter(isMeant)
    .sort((a, b) => exact(a) - exact(b))
    .slice(0, limit)
    .map(({ layer, code, name }) => hit('code', { value: code, label: `${name} (${layer})` }));
}
