import type { Connection } from './database.ts';

/** The raw views that a record may be in. */
export type RecordLog = 'http_proxy' | 'mapi_http' | 'mapi_client_access' | 'mapi_address_book';

type Value = string | number | null;

/** A record as the store has it. */
export interface StoredRecord {
  log: RecordLog;
  record_id: number;
  source_file: string;
  byte_offset: number;
  server: string | null;
  log_version: string | null;
  /** When the record was written, epoch milliseconds. */
  at_ms: number | null;
  /** The columns in the order of the log's own header. */
  columns: { name: string; value: Value }[];
}

/** The records that a request was joined from, the front end's first; empty when there is no such request. */
export function recordsOf(db: Connection, requestId: number): StoredRecord[] {
  const ids = db
    .prepare('SELECT front_id, back_id, classic_id FROM request WHERE id = ?')
    .raw()
    .get(requestId) as (number | null)[] | undefined;
  const [front = null, back = null, classic = null] = ids ?? [];
  const wanted: [RecordLog, number | null][] = [
    ['http_proxy', front],
    ['mapi_http', back],
    // Ids are unique over all records: it is in one of the two.
    ['mapi_client_access', classic],
    ['mapi_address_book', classic],
  ];
  return wanted.flatMap(([log, id]) => (id === null ? [] : recordOf(db, log, id)));
}

function recordOf(db: Connection, log: RecordLog, id: number): StoredRecord[] {
  const row = db.prepare(`SELECT * FROM ${log} WHERE record_id = ?`).get(id) as
    | (Record<string, Value> &
        Pick<StoredRecord, 'source_file' | 'byte_offset' | 'server' | 'log_version' | 'at_ms'>)
    | undefined;
  if (row === undefined) return [];
  const { source_file, byte_offset, server, log_version, at_ms } = row;
  const values = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  const extra = JSON.parse((row['extra'] as string | null) ?? '{}') as Record<string, Value>;
  const columns = headerOf(db, log, id).map((name) => ({
    name,
    value: values.get(name.toLowerCase()) ?? extra[name] ?? null,
  }));
  return [{ log, record_id: id, source_file, byte_offset, server, log_version, at_ms, columns }];
}

/** The names in the header row that was in force at a record, as written. */
function headerOf(db: Connection, log: RecordLog, id: number): string[] {
  const columns = db
    .prepare(
      `SELECT h.columns FROM ${log}_record r JOIN header h ON h.source_id = r.source_id AND h.byte_offset <= r.byte_offset
       WHERE r.id = ? ORDER BY h.byte_offset DESC LIMIT 1`,
    )
    .pluck()
    .get(id) as string | undefined;
  return columns === undefined ? [] : (JSON.parse(columns) as string[]);
}
