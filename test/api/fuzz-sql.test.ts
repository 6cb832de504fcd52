import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problems } from '../../src/api/problems.ts';
import { sqlServer } from './support/sql-server.ts';

// Bodies for the SQL door: right ones, nearly right ones, and nonsense. Nothing may fail on our side, hang or end the
// process of a query. FUZZ_RUNS=10000 for a long run.

const RUNS = Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 400) / 4);
const DEADLINE_MS = 300;
/** Longer than this no answer may take, even on a busy machine. */
const HANG_MS = 15_000;

const word = fc.constantFrom(
  'SELECT',
  'FROM',
  'requests',
  'sessions',
  'failures',
  'reconnects',
  'users',
  'sqlite_schema',
  'count(*)',
  '*',
  'user',
  'duration_ms',
  "'x'",
  '1',
  '-9223372036854775808',
  '1e308',
  'NULL',
  ',',
  '(',
  ')',
  '=',
  '||',
  '->>',
  'WHERE',
  'GROUP BY 1',
  'ORDER BY 1 DESC',
  'LIMIT 3',
  'UNION ALL',
  'JOIN',
  'USING (id)',
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)',
  'n',
  '?',
  ':name',
  ';',
  '--',
  '/*',
  'PRAGMA',
  'ATTACH',
  'EXPLAIN',
  'json_each(user)',
  'printf("%*s", 1000000, 1)',
  'zeroblob(1000000)',
  'quote(randomblob(100))',
);
const whole = fc
  .tuple(
    fc.constantFrom('*', 'count(*)', 'user, count(*)', 'user || ?', 'coalesce(user, :name)'),
    fc.constantFrom('requests', 'sessions', 'failures', 'reconnects', 'sources, codes'),
    fc.constantFrom('', "WHERE user LIKE '%a%'", 'GROUP BY 1', 'ORDER BY 1 DESC LIMIT 3'),
  )
  .map(([columns, view, rest]) => `SELECT ${columns} FROM ${view} ${rest}`);
const sql = fc.oneof(
  { weight: 4, arbitrary: whole },
  { weight: 4, arbitrary: fc.array(word, { maxLength: 12 }).map((words) => `SELECT ${words.join(' ')}`) },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed()) },
  { weight: 2, arbitrary: fc.constantFrom('SELECT 1', 'SELECT * FROM requests', 'SELECT ?1, ?2, :name') },
);
const cell = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null));
const params = fc.oneof(fc.array(cell, { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 5 }), cell));
const right = fc.record(
  {
    sql,
    params,
    max_rows: fc.integer({ min: 1, max: 1000 }),
    explain: fc.boolean(),
    timeout_ms: fc.constant(DEADLINE_MS),
  },
  { requiredKeys: ['sql', 'timeout_ms'] },
);
const body = fc.oneof(
  { weight: 6, arbitrary: right as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.record({ sql: fc.anything(), timeout_ms: fc.anything(), x: fc.anything() }) },
  { weight: 1, arbitrary: fc.anything() },
);
const route = fc.constantFrom('/api/v1/sql', '/api/v1/sql.csv', '/api/v1/sql.ndjson');

test(
  `${RUNS} bodies of queries: no fault, no hang, every refusal says what it is`,
  async () => {
    const { post } = await sqlServer({ samples: true });
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(route, body, async (to, asked) => {
        const started = performance.now();
        const answer = await post(to, printable(asked));
        // A stream that fails after its first rows is broken off.
        const text = await answer.text().catch(() => '');
        const what = `${to} ${JSON.stringify(asked)?.slice(0, 300)}: ${text.slice(0, 200)}`;
        expect(performance.now() - started, what).toBeLessThan(HANG_MS);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(answer.status, what).toBeLessThan(500);
        if (answer.status === 200) return;
        expect(text, `${answer.status} ${what}`).not.toBe('');
        const problem = JSON.parse(text) as { code: keyof typeof problems; status: number };
        expect(problems[problem.code]?.status, what).toBe(answer.status);
      }),
      { numRuns: RUNS },
    );
    // It was neither all refused nor all answered.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(0);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(0);
  },
  60_000 + RUNS * 1_000,
);

/** What JSON can say of a value; what it can't, as text. */
function printable(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? String(value) : JSON.parse(text);
  } catch {
    return 'neither JSON nor text';
  }
}
