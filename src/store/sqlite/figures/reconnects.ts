import { subnetOf } from '../../../formats/values/subnet.ts';
import type { Connection } from '../database.ts';
import { reconnectPage } from '../reconnects.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import type { ReconnectRow } from '../view-rows.ts';
import { Distribution } from './distribution.ts';
import type { LatencyDimension, LatencyMeasure, Percentiles, Survival } from './shapes.ts';

/** The reconnects, resumes and restarts that a filter means, the latest first. */
export const reconnectsOf = (db: Connection, filter: ResolvedFilter): ReconnectRow[] =>
  reconnectPage(db, filter, -1, null);

/** A client came back in a new context; a resume is not. */
export const isReconnect = ({ kind }: ReconnectRow): boolean => kind !== 'resume';

export function survivalOf(rows: readonly ReconnectRow[]): Survival {
  const count = (kind: ReconnectRow['kind']): number => rows.filter((row) => row.kind === kind).length;
  const [resumes, reconnects, restarts] = [count('resume'), count('reconnect'), count('restart')];
  const breaks = resumes + reconnects;
  return { resumes, reconnects, restarts, survived: breaks === 0 ? null : resumes / breaks };
}

/** What of reconnects has been measured; there are few, so that percentiles are exact. */
export class ExactDistribution {
  readonly #values: number[] = [];

  get count(): number {
    return this.#values.length;
  }

  add(value: unknown): void {
    if (typeof value === 'number') this.#values.push(value);
  }

  percentiles(): Percentiles {
    const sorted = Float64Array.from(this.#values).sort();
    const quantile = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
    return {
      count: sorted.length,
      p50: quantile(0.5),
      p90: quantile(0.9),
      p95: quantile(0.95),
      p99: quantile(0.99),
      max: sorted.at(-1) ?? null,
    };
  }

  histogram(): { from_ms: number; to_ms: number; count: number }[] {
    const distribution = new Distribution();
    for (const value of this.#values) distribution.add(value);
    return distribution.histogram();
  }
}

/** A measure of these reconnects; those that do not have it are left out. */
export function measured(rows: readonly ReconnectRow[], measure: LatencyMeasure): ExactDistribution {
  const distribution = new ExactDistribution();
  for (const row of rows) distribution.add(row[measure]);
  return distribution;
}

/** The values of a dimension that a reconnect belongs to: two where it is both servers of its way. */
export function valuesOf(row: ReconnectRow, dimension: LatencyDimension): (string | null)[] {
  const of = (column: string): string | null => (row[column] as string | null | undefined) ?? null;
  if (dimension === 'server')
    return [...new Set([of('front_end'), of('back_end')])].filter((x) => x !== null);
  if (dimension === 'subnet') return [subnetOf(of('client_ip'))];
  return [of(dimension)];
}
