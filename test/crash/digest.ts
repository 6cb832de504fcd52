import { createHash } from 'node:crypto';
import type { Connection } from '../../src/store/sqlite/database.ts';

// What two databases made of the same logs must have in common, however often the program was killed and started
// while it made them. Left out, since they may differ without anything being wrong:
//
// - ids: they follow the order of reading, which is another when a folder is followed. Where a row names another
//   one, the place of that row stands here: its file and byte;
// - duplicates in the shared tables (dictionary, client_context, …_shared): a new process does not look for what an
//   earlier one has stored and stores it once more. They only repeat values, and the views show the values.

const RAW_VIEWS = [
  'http_proxy',
  'mapi_http',
  'mapi_client_access',
  'rpc_client_access',
  'mapi_address_book',
  'address_book',
] as const;

export const RECORD_TABLES = [
  'http_proxy_record',
  'mapi_http_record',
  'mapi_client_access_record',
  'mapi_address_book_record',
] as const;

/** Where each record is: its source and byte. */
const PLACES = RECORD_TABLES.map((table) => `SELECT id, source_id, byte_offset FROM ${table}`).join(
  ' UNION ALL ',
);

/** Columns of a view but those that are ids. */
function columns(db: Connection, view: string, ids: readonly string[]): string {
  const names = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(view) as string[];
  return names
    .filter((name) => !ids.includes(name))
    .map((name) => `"${name}"`)
    .join(', ');
}

/** What is compared, by name. Every column of every row counts. */
function queries(db: Connection): Record<string, string> {
  const raw = RAW_VIEWS.map((view): [string, string] => [
    view,
    `SELECT ${columns(db, view, ['record_id'])} FROM ${view} ORDER BY source_file, byte_offset`,
  ]);
  return {
    ...Object.fromEntries(raw),
    requests: `SELECT ${columns(db, 'requests', ['id', 'record_id', 'backend_record_id', 'session_id'])} FROM requests
      ORDER BY started_ms, source_file, byte_offset, backend_source_file, backend_byte_offset`,
    sessions: `SELECT ${columns(db, 'sessions', ['id', 'previous_session_id'])} FROM sessions ORDER BY context`,
    // The account is what a session goes on from.
    accounts: 'SELECT context, account, last_recovery_ms FROM session ORDER BY context',
    failures: `SELECT ${columns(db, 'failures', ['id', 'request_id', 'session_id'])} FROM failures
      ORDER BY at, source_file, byte_offset, backend_source_file, backend_byte_offset`,
    reconnects: `SELECT ${columns(db, 'reconnects', ['id', 'session_id', 'previous_session_id'])} FROM reconnects
      ORDER BY context, kind, first_attempt_ms`,
    people: `SELECT group_concat(name, ' ') FROM (SELECT name, person_id FROM people ORDER BY name) GROUP BY person_id
      ORDER BY 1`,
    rejected_lines: `SELECT ${columns(db, 'rejected_lines', ['id'])} FROM rejected_lines
      ORDER BY source_file, byte_offset, reason`,
    record_warnings: `SELECT s.path, p.byte_offset, w.reason FROM record_warnings w
      LEFT JOIN (${PLACES}) p ON p.id = w.record_id LEFT JOIN source s ON s.id = p.source_id ORDER BY 1, 2, 3`,
    headers: `SELECT ${columns(db, 'headers', [])} FROM headers ORDER BY source_file, byte_offset`,
    // The table and not the view: the hash before the offset is part of the position.
    sources: `SELECT ${columns(db, 'source', ['id'])} FROM source ORDER BY path, fingerprint`,
  };
}

/** SHA-256 of the rows of each part of a database, by the part's name. */
export function digest(db: Connection): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [part, sql] of Object.entries(queries(db))) {
    const hash = createHash('sha256');
    for (const row of db.prepare(sql).raw().iterate()) hash.update(JSON.stringify(row)).update('\n');
    hashes[part] = hash.digest('hex');
  }
  return hashes;
}

/** Rows of one part that are named in a message, and characters of a value. */
const SHOWN = 3;
const LONGEST = 120;

type Row = Record<string, unknown>;

/** What differs between two databases: by part the rows that only one has, and the values that are others. */
export function difference(actual: Connection, expected: Connection): string[] {
  const found: string[] = [];
  for (const [part, sql] of Object.entries(queries(expected))) {
    const have = rowsByPlace(actual, sql);
    const want = rowsByPlace(expected, sql);
    const lines: string[] = [];
    const changed = new Map<string, number>();
    for (const [place, row] of have) {
      const other = want.get(place);
      if (other === undefined) {
        lines.push(`has ${place}`);
        continue;
      }
      const names = Object.keys(row).filter((name) => row[name] !== other[name]);
      if (names.length === 0) continue;
      for (const name of names) changed.set(name, (changed.get(name) ?? 0) + 1);
      const values = names.map((name) => `${name} ${short(row[name])} instead of ${short(other[name])}`);
      lines.push(`at ${place}: ${values.join(', ')}`);
    }
    for (const place of want.keys()) if (!have.has(place)) lines.push(`lacks ${place}`);
    if (lines.length === 0) continue;
    const columns = [...changed].map(([name, rows]) => `${name} (${rows})`).join(', ');
    found.push(`${part}: ${lines.length} of ${want.size} rows differ; columns: ${columns}`);
    found.push(...lines.slice(0, SHOWN).map((line) => `  ${line}`));
  }
  return found;
}

function rowsByPlace(db: Connection, sql: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const row of db.prepare(sql).iterate() as Iterable<Row>) {
    const names = [
      'path',
      'source_file',
      'byte_offset',
      'backend_source_file',
      'backend_byte_offset',
      'reason',
    ];
    const place = names.flatMap((name) => (row[name] == null ? [] : [String(row[name])])).join(' ');
    rows.set(rows.has(place) ? `${place} again ${rows.size}` : place, row);
  }
  return rows;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length})` : text;
}

/** Places from which more than one record was stored. By path: a log that was taken for two is found as well. */
export function repeated(db: Connection): unknown[] {
  return db
    .prepare(
      `SELECT s.path, p.byte_offset, count(*) AS times FROM (${PLACES}) p JOIN source s ON s.id = p.source_id
       GROUP BY 1, 2 HAVING count(*) > 1`,
    )
    .all();
}

/** Records that were read and lines that were rejected. */
export function counts(db: Connection): { records: number; rejected: number } {
  const count = (from: string): number => db.prepare(`SELECT count(*) FROM ${from}`).pluck().get() as number;
  return { records: count(`(${PLACES})`), rejected: count('rejected_line') };
}
