import { startChild } from '../../src/sql-sandbox/child.ts';
import { runSqlAsText } from '../../src/sql-sandbox/run-sql.ts';

// Runs an endless query on the given database and says the id of its process; made to be killed.

const child = startChild();
process.stdout.write(`${child.pid}\n`);
const sql = 'WITH RECURSIVE s(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s';
const sink = { columns: () => undefined, rows: () => undefined };
const options = { maxRows: 1, timeoutMs: 300_000 };
await runSqlAsText(process.argv[2] ?? '', sql, 'arrays', options, sink, child);
