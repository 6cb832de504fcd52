import type { Connection } from '../../../src/store/sqlite/database.ts';
import type { Dimension, Percentiles, Steps } from '../../../src/store/sqlite/figures/shapes.ts';
import {
  type RequestFilter,
  type RequestRow,
  resolve,
  rowFilter,
} from '../../../src/store/sqlite/request-filter.ts';

// The figures once more, in the plainest way: every request of the view, one by one.

/** A request of the view, with what only the tables have. */
export type Row = RequestRow & { recovered: number | null };

export function allRows(db: Connection): Row[] {
  const recovered = new Map(
    db.prepare('SELECT id, recovered_ms FROM request').raw().all() as [number, number | null][],
  );
  const rows = db.prepare('SELECT * FROM requests ORDER BY ended_ms, id').all() as RequestRow[];
  return rows.map((row) => ({ ...row, recovered: recovered.get(row.id) ?? null }) as Row);
}

/** Which spellings mean one person. */
export function spellings(db: Connection): (name: string) => readonly string[] {
  const people = db.prepare('SELECT name, person_id FROM people').raw().all() as [string, number][];
  const persons = new Map(people);
  return (name) => {
    const person = persons.get(name);
    return person === undefined ? [name] : people.filter(([, id]) => id === person).map(([other]) => other);
  };
}

export const filtered = (db: Connection, rows: readonly Row[], filter: RequestFilter): Row[] =>
  rows.filter(rowFilter(resolve(filter, spellings(db))));

export const countOf = (rows: readonly Row[], outcome: string): number =>
  rows.filter((row) => row['outcome'] === outcome).length;

/** Durations that count in statistics. */
export function durations(rows: readonly Row[], executeOnly = false): { row: Row; ms: number }[] {
  return rows.flatMap((row) => {
    const { duration_ms: ms, request_type: type, outcome, noise } = row;
    const classic = row['record_id'] === null && row['backend_log'] !== 'mapi_http';
    const left =
      typeof ms !== 'number' ||
      noise !== null ||
      outcome === 'challenge' ||
      outcome === 'client_gone' ||
      type === 'NotificationWait' ||
      (type === 'Disconnect' && classic) ||
      (executeOnly && type !== 'Execute');
    return left ? [] : [{ row, ms: ms as number }];
  });
}

/** The nearest rank; exact. */
export function exact(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return {
    count: sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: sorted.at(-1) ?? null,
  };
}

/** Whether each percentile is within 1 % of the exact one. */
export function isNear(found: Percentiles, wanted: Percentiles): boolean {
  const near = (a: number | null, b: number | null): boolean =>
    a === null || b === null ? a === b : Math.abs(a - b) <= 0.01 * Math.abs(b) + 1e-9;
  return (
    found.count === wanted.count &&
    found.max === wanted.max &&
    near(found.p50, wanted.p50) &&
    near(found.p90, wanted.p90) &&
    near(found.p95, wanted.p95) &&
    near(found.p99, wanted.p99)
  );
}

/** The values of a dimension that a request has. */
export function valuesOf(row: Row, dimension: Dimension): (string | null)[] {
  const of = (column: string): string | null => (row[column] as string | null | undefined) ?? null;
  if (dimension === 'server')
    return [...new Set([of('front_end'), of('back_end')])].filter((x) => x !== null);
  if (dimension === 'failure_class') return row['outcome'] === 'failed' ? [of('failure_class')] : [];
  return [of(dimension)];
}

export const stepOf = ({ startMs, bucketMs }: Steps, row: Row): number =>
  Math.floor((row.ended_ms - startMs) / bucketMs);
