import { subnetOf } from '../../../formats/values/subnet.ts';
import type { Connection } from '../database.ts';
import { allReconnectIds, reconnectsById } from '../reconnects.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import type { Cell, ReconnectRow } from '../view-rows.ts';
import { Distribution } from './distribution.ts';
import type { LatencyDimension, LatencyMeasure, Percentiles, Survival } from './shapes.ts';

/** What figures need of a reconnect. */
const COLUMNS = [
  'kind',
  'cause',
  'user',
  'mailbox',
  'endpoint',
  'gap_ms',
  'detect_ms',
  'connect_ms',
  'usable_ms',
  'recovery_ms',
  'front_end',
  'back_end',
  'database',
  'client_ip',
  'client_software',
  'client_version',
  'first_attempt_ms',
] as const;

/** A reconnect, resume or restart. */
export type Reconnect = Record<(typeof COLUMNS)[number], Cell> &
  Pick<ReconnectRow, 'kind' | 'first_attempt_ms'>;

/** Rows that were read, by id, and of which moment of the database they are. */
interface Kept {
  moment: string;
  rows: Map<number, Reconnect>;
}
const kept = new WeakMap<Connection, Kept>();
/** Rows of one moment that are kept; far more than people have in a day. */
const MOST_KEPT = 200_000;

/**
 * The reconnects, resumes and restarts that a filter means, the latest first. Rows are kept until the database changes:
 * the next filter means mostly the same ones, and the view has to join its way to each.
 */
export function reconnectsOf(db: Connection, filter: ResolvedFilter): Reconnect[] {
  // Commits of others, and changes of our own.
  const moment = `${db.pragma('data_version', { simple: true })} ${db.prepare('SELECT total_changes()').pluck().get()}`;
  let now = kept.get(db);
  if (now === undefined || now.moment !== moment || now.rows.size > MOST_KEPT) {
    now = { moment, rows: new Map() };
    kept.set(db, now);
  }
  const { rows } = now;
  const ids = allReconnectIds(db, filter);
  const missing = ids.filter((id) => !rows.has(id));
  for (const row of reconnectsById(db, missing, COLUMNS)) rows.set(row.id, row as unknown as Reconnect);
  return ids.flatMap((id) => rows.get(id) ?? []);
}

/** A client came back in a new context; a resume is not. */
export const isReconnect = ({ kind }: Reconnect): boolean => kind !== 'resume';

export function survivalOf(rows: readonly Reconnect[]): Survival {
  const count = (kind: Reconnect['kind']): number => rows.filter((row) => row.kind === kind).length;
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
export function measured(
  rows: readonly Reconnect[],
  measure: Exclude<LatencyMeasure, 'duration_ms'>,
): ExactDistribution {
  const distribution = new ExactDistribution();
  for (const row of rows) distribution.add(row[measure]);
  return distribution;
}

/** The values of a dimension that a reconnect belongs to: at most two, and none of what reconnects do not have. */
export function valuesOf(row: Reconnect, dimension: LatencyDimension): (string | null)[] {
  const of = (column: keyof Reconnect): string | null => row[column] as string | null;
  switch (dimension) {
    case 'server':
      return [...new Set([of('front_end'), of('back_end')])].filter((server) => server !== null);
    case 'subnet':
      return [subnetOf(of('client_ip'))];
    case 'client_mode':
    case 'request_type':
    case 'outcome':
    case 'failure_class':
      // Of requests, not of what became of a client.
      return [];
    default:
      return [of(dimension)];
  }
}
