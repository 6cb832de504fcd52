import type { Connection } from '../database.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import type { Catalogue, SeriesDimension } from './catalogue.ts';
import { Distribution } from './distribution.ts';
import { type Facts, OUTCOME, OUTCOMES } from './facts.ts';
import { measured, type Reconnect, reconnectsOf, valuesOf } from './reconnects.ts';
import type { Scans } from './scan.ts';
import type { Dimension, LatencyDimension, LatencyFigures, LatencyMeasure, Steps } from './shapes.ts';
import { SpentTally, stepsFrom, Timed } from './tallies.ts';

/** What to measure, and by what to split it. */
export interface LatencyQuestion {
  measure: LatencyMeasure;
  by: LatencyDimension | null;
  /** Of clients that came back: which kinds of that; all without it. */
  kinds?: readonly Reconnect['kind'][] | null;
  /** How many groups; those with the most values first. */
  groups: number;
}

type ReconnectQuestion = LatencyQuestion & { measure: Exclude<LatencyMeasure, 'duration_ms'> };

/** Durations and who spent them, of one group. */
class Group {
  readonly durations = new Distribution();
  readonly spent = new SpentTally();

  add(facts: Facts, i: number): void {
    this.durations.add(facts.duration[i] as number, facts.times?.[i]);
    this.spent.add(facts, i);
  }
}

/** The numbers of the groups that a request is in; a second one where it went through two servers. */
interface Groups {
  values: readonly (string | null)[];
  first(facts: Facts, i: number): number;
  second: ((facts: Facts, i: number) => number) | null;
}

const NONE = -1;

function groupsOf(catalogue: Catalogue, by: Dimension): Groups {
  if (by === 'outcome')
    return { values: OUTCOMES, first: ({ state }, i) => (state[i] as number) & OUTCOME, second: null };
  if (by === 'failure_class') return classes(catalogue);
  if (by === 'server') return servers(catalogue);
  const { values, of } = catalogue.grouping(by as SeriesDimension);
  return { values, first: ({ series }, i) => of[series[i] as number] as number, second: null };
}

/** Requests that did not fail have no class and are in no group. */
function classes(catalogue: Catalogue): Groups {
  const kinds = Array.from(
    { length: Math.max(1, catalogue.failures) },
    (_, kind) => catalogue.failure(kind).class,
  );
  const values = [...new Set(kinds.slice(1))];
  const numbers = kinds.map((name, kind) => (kind === 0 ? NONE : values.indexOf(name)));
  return { values, first: ({ failure }, i) => numbers[failure[i] as number] ?? NONE, second: null };
}

function servers(catalogue: Catalogue): Groups {
  const { names, front, back } = catalogue.servers();
  return {
    values: names,
    first: ({ series }, i) => front[series[i] as number] ?? NONE,
    second: ({ series }, i) => back[series[i] as number] ?? NONE,
  };
}

/** Latency of requests. Inside a transaction, with a fresh catalogue. */
export function requestLatency(
  scans: Scans,
  filter: ResolvedFilter,
  steps: Steps,
  { by, groups: most }: { by: Dimension | null; groups: number },
): LatencyFigures {
  const { catalogue } = scans;
  const timed = new Timed(catalogue, false);
  const total = new Group();
  const byStep = Array.from({ length: steps.count }, () => new Distribution());
  const dimension = by === null ? null : groupsOf(catalogue, by);
  const groups: (Group | undefined)[] = [];
  const put = (number: number, facts: Facts, i: number): void => {
    if (number === NONE) return;
    let group = groups[number];
    if (group === undefined) {
      group = new Group();
      groups[number] = group;
    }
    group.add(facts, i);
  };
  scans.run(filter, 'spent', steps, (facts, picked, all) => {
    const count = timed.keep(facts, picked, all);
    const step = stepsFrom(steps, facts);
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      total.add(facts, i);
      byStep[step(facts.ended[i] as number)]?.add(facts.duration[i] as number, facts.times?.[i]);
      if (dimension === null) continue;
      put(dimension.first(facts, i), facts, i);
      if (dimension.second !== null) put(dimension.second(facts, i), facts, i);
    }
  });
  const found = [...groups.entries()].flatMap(([number, group]) =>
    group === undefined
      ? []
      : {
          value: dimension?.values[number] ?? null,
          percentiles: group.durations.percentiles(),
          spent: group.spent.spent,
        },
  );
  return {
    total: total.durations.percentiles(),
    spent: total.spent.spent,
    ...seriesOf(steps, byStep),
    histogram: total.durations.histogram(),
    groups: mostFirst(found, most),
  };
}

/** Latency of reconnects: exact values, for there are few. */
export function reconnectLatency(
  db: Connection,
  filter: ResolvedFilter,
  steps: Steps,
  { measure, by, kinds = null, groups: most }: ReconnectQuestion,
): LatencyFigures {
  const rows = reconnectsOf(db, filter).filter(({ kind }) => kinds === null || kinds.includes(kind));
  const total = measured(rows, measure);
  const byStep: Reconnect[][] = Array.from({ length: steps.count }, () => []);
  const byValue = new Map<string | null, Reconnect[]>();
  for (const row of rows) {
    byStep[Math.floor((row.first_attempt_ms - steps.startMs) / steps.bucketMs)]?.push(row);
    if (by === null) continue;
    for (const value of valuesOf(row, by)) {
      const group = byValue.get(value);
      if (group === undefined) byValue.set(value, [row]);
      else group.push(row);
    }
  }
  const groups = [...byValue]
    .map(([value, of]) => ({ value, percentiles: measured(of, measure).percentiles(), spent: null }))
    .filter(({ percentiles }) => percentiles.count > 0);
  return {
    total: total.percentiles(),
    spent: null,
    ...seriesOf(
      steps,
      byStep.map((of) => measured(of, measure)),
    ),
    histogram: total.histogram(),
    groups: mostFirst(groups, most),
  };
}

function seriesOf(
  { startMs, bucketMs }: Steps,
  byStep: readonly { percentiles(): LatencyFigures['total'] }[],
): Pick<LatencyFigures, 'bucket_ms' | 'start_ms' | 'series'> {
  const all = byStep.map((step) => step.percentiles());
  return {
    bucket_ms: bucketMs,
    start_ms: startMs,
    series: {
      count: all.map(({ count }) => count),
      p50: all.map(({ p50 }) => p50),
      p90: all.map(({ p90 }) => p90),
      p95: all.map(({ p95 }) => p95),
      p99: all.map(({ p99 }) => p99),
    },
  };
}

const mostFirst = <G extends LatencyFigures['groups'][number]>(groups: G[], most: number): G[] =>
  groups
    .sort((a, b) => b.percentiles.count - a.percentiles.count || ((a.value ?? '') < (b.value ?? '') ? -1 : 1))
    .slice(0, most);
