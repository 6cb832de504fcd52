import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database, { type Statement } from 'better-sqlite3';
import { refusal } from './guard.ts';
import { memoryLimit } from './limits.ts';
import { errorPosition, positionOf } from './position.ts';
import type { Answer, Command, Params, Query, Truncated, Watched } from './protocol.ts';
import { cellOf, type RowText, rowText } from './row-text.ts';

// A child process that runs one query of a user and is killed when that takes too long: nothing inside a process
// stops a running SQLite query.

const ROWS_AT_ONCE = 500;
const TEXT_AT_ONCE = 256 * 1024;
/** Longest row as text: whoever reads holds one in memory at least. */
const MAX_ROW = 16 * 1024 * 1024;

const watchdog = new Worker(new URL(`./watchdog${path.extname(import.meta.url)}`, import.meta.url), {
  workerData: { memory: memoryLimit() } satisfies Watched,
});
// After the watchdog is there, which shall not wait: on Linux the priority is that of the thread.
// Below that of mapiscope, whatever it has: only an administrator may raise a priority.
const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = os.constants.priority;
os.setPriority(Math.min(PRIORITY_LOW, os.getPriority() + PRIORITY_BELOW_NORMAL));

let more: (() => void) | null = null;

function send(answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(answer, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

/** Sends rows, and waits until they were taken. */
async function sendRows(text: string): Promise<void> {
  const taken = new Promise<void>((resolve) => {
    more = resolve;
  });
  await send({ type: 'rows', text });
  await taken;
}

/** JavaScript has one kind of number; whole ones are integers to SQLite, so that `? || ''` is `1` and not `1.0`. */
function bound(params: Params): unknown {
  const value = (cell: unknown): unknown =>
    typeof cell === 'number' && Number.isSafeInteger(cell) ? BigInt(cell) : cell;
  if (Array.isArray(params)) return params.map(value);
  return Object.fromEntries(Object.entries(params).map(([name, cell]) => [name, value(cell)]));
}

function openDatabase(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma('query_only = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('busy_timeout = 5000');
  // No query writes a file, not even a temporary one: what does not fit into memory ends it.
  db.pragma('temp_store = MEMORY');
  db.pragma('cache_size = -65536');
  return db;
}

/** The statement to run. @returns null when it is refused, and that was said */
async function compiled(db: Database.Database, { sql, explain }: Query): Promise<Statement | null> {
  const refused = refusal(sql);
  if (refused !== null) {
    const { message, start, end } = refused;
    await send({ type: 'refused', code: 'sql_refused', message, position: positionOf(sql, start, end) });
    return null;
  }
  const statement = db.prepare(sql);
  // A read-only connection alone is no sandbox: VACUUM INTO writes a file, ATTACH opens another database.
  if (statement.reader && statement.readonly)
    return explain ? db.prepare(`EXPLAIN QUERY PLAN ${sql}`) : statement;
  const message = 'only a single SELECT (or WITH, VALUES, EXPLAIN) is run';
  await send({ type: 'refused', code: 'sql_refused', message, position: null });
  return null;
}

async function run(db: Database.Database, query: Query): Promise<void> {
  const statement = await compiled(db, query);
  if (statement === null) return;
  statement.safeIntegers(true);
  const { explain, format } = query;
  const columns = explain ? PLAN : statement.columns().map(({ name }) => name);
  await send({ type: 'columns', columns: [...columns] });
  const all = statement.raw(true).iterate(bound(query.params)) as IterableIterator<unknown[]>;
  const { rows, truncated } = await give(all, query, rowText(format, columns));
  await send({ type: 'end', rows, truncated });
}

const PLAN = ['id', 'parent', 'detail'];

/** Sends the rows in portions, up to the limits. */
async function give(
  all: Iterable<unknown[]>,
  { maxRows, maxBytes, explain }: Query,
  { head, row }: RowText,
): Promise<{ rows: number; truncated: Truncated }> {
  let text = head;
  let waiting = 0;
  let rows = 0;
  let bytes = 0;
  let truncated: Truncated = null;
  for (const values of all) {
    if (rows === maxRows) {
      truncated = 'rows';
      break;
    }
    // The third column of a plan is not used.
    if (explain) values.splice(2, 1);
    const next = row(values.map(cellOf), rows === 0);
    if (next.length > MAX_ROW) throw new Error(`row ${rows + 1} has more than 16 MB`);
    bytes += Buffer.byteLength(next);
    if (maxBytes !== null && bytes > maxBytes) {
      truncated = 'bytes';
      break;
    }
    text += next;
    rows++;
    waiting++;
    if (waiting === ROWS_AT_ONCE || text.length > TEXT_AT_ONCE) {
      await sendRows(text);
      text = '';
      waiting = 0;
    }
  }
  if (text !== '') await sendRows(text);
  return { rows, truncated };
}

async function answer(query: Query): Promise<void> {
  watchdog.postMessage(query.timeoutMs);
  let db: Database.Database | null = null;
  try {
    db = openDatabase(query.file);
    await run(db, query);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = db === null ? null : errorPosition(query.sql, message, (sql) => void db?.prepare(sql));
    await send({ type: 'refused', code: 'sql_error', message, position });
  }
}

process.on('message', (command: Command) => {
  if (command.type === 'more') more?.();
  else answer(command.query).finally(() => process.disconnect());
});
// Whoever asked is gone, or has all there is.
process.on('disconnect', () => process.exit());
watchdog.once('online', () => void send({ type: 'ready' }));
