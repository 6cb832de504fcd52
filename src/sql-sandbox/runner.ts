import Database from 'better-sqlite3';
import type { Answer, Cell, Command, Query } from './protocol.ts';

// A child process that runs one query of a user and is killed when that takes too long: nothing inside a process
// stops a running SQLite query.

const ROWS_AT_ONCE = 500;

let more: (() => void) | null = null;

function send(answer: Answer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(answer, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

function cell(value: unknown): Cell {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return value as string | number | null;
}

/** Without comments and blanks before its first word. */
function firstWord(sql: string): string {
  return /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i.exec(sql)?.[1]?.toLowerCase() ?? '';
}

async function run({ file, sql, params, maxRows }: Query): Promise<void> {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma('query_only = ON');
  db.pragma('busy_timeout = 5000');
  db.pragma('temp_store = MEMORY');
  const statement = db.prepare(sql);
  // A read-only connection alone is no sandbox: VACUUM INTO writes a file, ATTACH opens another database.
  if (!statement.reader || !statement.readonly || firstWord(sql) === 'pragma') {
    await send({
      type: 'refused',
      code: 'sql_not_read_only',
      message: 'only a single SELECT (or EXPLAIN, VALUES, WITH) is run',
    });
    return;
  }
  statement.safeIntegers(true);
  await send({ type: 'columns', columns: statement.columns().map(({ name }) => name) });
  let rows: Cell[][] = [];
  let count = 0;
  let truncated = false;
  for (const row of statement.raw(true).iterate(params) as IterableIterator<unknown[]>) {
    if (count === maxRows) {
      truncated = true;
      break;
    }
    count++;
    rows.push(row.map(cell));
    if (rows.length === ROWS_AT_ONCE) {
      const next = new Promise<void>((resolve) => {
        more = resolve;
      });
      await send({ type: 'rows', rows });
      rows = [];
      await next;
    }
  }
  if (rows.length > 0) await send({ type: 'rows', rows });
  await send({ type: 'end', rows: count, truncated });
}

process.on('message', (command: Command) => {
  if (command.type === 'more') {
    more?.();
    return;
  }
  run(command.query)
    .catch((error: unknown) => {
      return send({
        type: 'refused',
        code: 'sql_error',
        message: error instanceof Error ? error.message : String(error),
      });
    })
    .finally(() => process.disconnect());
});
