import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { problems } from '../../src/api/problems.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { host, servedFor } from './support/app.ts';

// Requests made from the description of the API: right ones, nearly right ones, and nonsense. Nothing may fail on our
// side, hang, or answer in a way that the description does not name. FUZZ_RUNS=10000 for a long run.

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);
/** Longer than this no answer over the samples may take, even on a busy machine. */
const HANG_MS = 15_000;

const SAMPLES = path.resolve(import.meta.dirname, '../../samples');

interface Schema {
  type?: string;
  enum?: unknown[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
}
interface Parameter {
  name: string;
  in: string;
  schema: Schema;
}
interface Operation {
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

let app: Awaited<ReturnType<typeof servedFor>>['app'];
let paths: Record<string, Record<string, Operation>>;
/** Values that the samples have, so that filters find something. */
let known: string[];

beforeAll(async () => {
  const db = openForWriting(':memory:');
  const folders = readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  await ingest(
    db,
    folders.map(({ name }) => path.join(SAMPLES, name)),
  );
  const columns = [
    'user',
    'mailbox',
    'front_end',
    'database',
    'client_ip',
    'context',
    'request_type',
    'failure_class',
  ];
  known = columns
    .flatMap(
      (column) =>
        db.prepare(`SELECT DISTINCT ${column} FROM requests LIMIT 4`).pluck().all() as (string | null)[],
    )
    .filter((value) => value !== null);
  ({ app } = await servedFor(db));
  paths = (await app.inject({ url: '/openapi.json', headers: host })).json().paths;
});

const nonsense = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    'null',
    'undefined',
    '[]',
    '{}',
    "' OR 1=1 --",
    '"; DROP TABLE request; --',
    '%00',
    '\0',
    '../../etc/passwd',
    '<script>',
    '\u202e',
    '999999999999999999999',
    'now-999999w',
    'latest',
    '0001-01-01',
    '9999-12-31',
    '10.0.0.0/8',
    '::/0',
    '10.0.0.0/99',
    'a'.repeat(5000),
  ),
);

/** A value that a schema allows, as text. */
function allowed(schema: Schema): fc.Arbitrary<string> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.map(String));
  if (schema.type === 'array' && schema.items !== undefined) return allowed(schema.items);
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false');
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum = 0, maximum = 100_000 } = schema;
    return fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, 100) }).map(String),
      fc.integer({ min: minimum, max: maximum }).map(String),
    );
  }
  return fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom(
      'latest-1h',
      'now-15m',
      '2026-03-04',
      '2026-03-04T09:12:44.031Z',
      '12~3~~',
      '1772600000000~7~~',
    ),
  );
}

const valueFor = ({ schema }: Parameter): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: allowed(schema) }, { weight: 1, arbitrary: nonsense });

interface Shot {
  method: string;
  route: string;
  operation: Operation;
  url: string;
}

/** A request of one of the routes. Streams that do not end, and what changes something, are left to their own tests. */
function shots(): fc.Arbitrary<Shot> {
  const routes = Object.entries(paths).flatMap(([route, operations]) =>
    route === '/api/v1/live' || operations['get'] === undefined
      ? []
      : [{ route, operation: operations['get'] }],
  );
  return fc.constantFrom(...routes).chain(({ route, operation }) => {
    const { parameters = [] } = operation;
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const places = fc.tuple(
      ...inPath.map((parameter) => valueFor(parameter).map((value) => [parameter.name, value] as const)),
    );
    const pair =
      inQuery.length === 0
        ? fc.tuple(nonsense, nonsense)
        : fc.oneof(
            {
              weight: 12,
              arbitrary: fc
                .constantFrom(...inQuery)
                .chain((parameter) =>
                  valueFor(parameter).map((value) => [parameter.name, value] as [string, string]),
                ),
            },
            { weight: 1, arbitrary: fc.tuple(nonsense, nonsense) },
          );
    return fc
      .tuple(places, fc.array(pair, { maxLength: inQuery.length === 0 ? 1 : 5 }))
      .map(([filled, pairs]) => {
        let url = route;
        for (const [name, value] of filled)
          url = url.replace(`{${name}}`, encodeURIComponent(value.toWellFormed()));
        const query = new URLSearchParams(
          pairs.map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]),
        ).toString();
        return { method: 'GET', route, operation, url: query === '' ? url : `${url}?${query}` };
      });
  });
}

test(
  `${RUNS} requests made from the description: no fault, no hang, every answer as described`,
  async () => {
    const statuses = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(shots(), async ({ operation, url, route }) => {
        const started = performance.now();
        const answer = await app.inject({ url, headers: host });
        expect(performance.now() - started, url).toBeLessThan(HANG_MS);
        const { statusCode } = answer;
        const key = `${route} ${statusCode}`;
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
        expect(statusCode, `${url}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
        const type = String(answer.headers['content-type']).replace(/;.*/, '');
        // An empty part of a path is another route, or none.
        const described = operation.responses[statusCode];
        if (statusCode === 200) {
          expect(Object.keys(described?.content ?? {}), url).toContain(type);
          return;
        }
        expect(type, url).toBe('application/problem+json');
        const problem = answer.json() as { code: keyof typeof problems; status: number };
        expect(problems[problem.code]?.status, url).toBe(statusCode);
        expect(problem.status).toBe(statusCode);
        if (problem.code !== 'not_found') expect(described, `${url} ${problem.code}`).toBeDefined();
      }),
      { numRuns: RUNS },
    );
    // It was not all refused: nearly every route was also asked in a way that it answers.
    const answered = new Set([...statuses.keys()].filter((key) => key.endsWith(' 200')));
    if (RUNS >= 400) expect(answered.size).toBeGreaterThan(Object.keys(paths).length / 2);
  },
  60_000 + RUNS * 200,
);
