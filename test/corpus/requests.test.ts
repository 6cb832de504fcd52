import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ingested, ingestSample, linesOf, scenarios } from './sample.ts';

/** What a scenario must give: checked by hand against its lines, never written by a program. */
interface Expected {
  records: Record<string, number>;
  rejected: number;
  warnings: Record<string, number>;
  requests: { outcome: string; failure_class: string | null; noise: string | null; requests: number }[];
  lines: { shows: string; file: string; line: number; request: Record<string, string | number | null> }[];
}

const expectedOf = (scenario: string): Expected =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `${scenario}.json`), 'utf8')) as Expected;

it('every sample has its expected rows', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
  expect(files.sort()).toEqual(scenarios.map((name) => `${name}.json`).sort());
});

describe.each(scenarios)('%s', (scenario) => {
  const expected = expectedOf(scenario);
  let sample: Ingested;
  beforeAll(async () => {
    sample = await ingestSample(scenario);
  });
  afterAll(() => sample.close());

  const counts = (sql: string): Record<string, number> =>
    Object.fromEntries(sample.all<{ of: string; count: number }>(sql).map(({ of, count }) => [of, count]));

  it('gives the records', () => {
    expect(counts('SELECT kind AS "of", sum(records) AS count FROM sources GROUP BY kind')).toEqual(
      expected.records,
    );
    expect(sample.all('SELECT * FROM rejected_lines')).toHaveLength(expected.rejected);
    expect(counts('SELECT reason AS "of", count(*) AS count FROM record_warnings GROUP BY reason')).toEqual(
      expected.warnings,
    );
  });

  it('gives the requests', () => {
    expect(
      sample.all(`SELECT outcome, failure_class, noise, count(*) AS requests FROM requests
        GROUP BY outcome, failure_class, noise ORDER BY outcome, failure_class, noise`),
    ).toEqual(expected.requests);
  });

  it.each(expected.lines)('line $line of $file: $shows', ({ file, line, request }) => {
    const log = sample.files.get(file) ?? '';
    const offset = linesOf(log).find(({ number }) => number === line)?.offset;
    const rows = sample.all<Record<string, string | number | null>>(
      `WITH place (file, at) AS (VALUES (?, ?)) SELECT q.* FROM requests q, place
        WHERE (source_file, byte_offset) = (file, at) OR (backend_source_file, backend_byte_offset) = (file, at)`,
      log,
      offset,
    );
    // The numbers that mapiscope gives itself say nothing; paths are those below the samples folder.
    const shown = rows.map(
      ({ id: _id, record_id: _front, backend_record_id: _back, session_id: _session, ...row }) => {
        for (const column of ['source_file', 'backend_source_file']) {
          const file = row[column];
          if (typeof file === 'string') row[column] = sample.relative(file);
        }
        return row;
      },
    );
    expect(shown).toEqual([request]);
  });
});
