import type { ResolvedFilter } from '../request-filter.ts';
import type { SeriesDimension } from './catalogue.ts';
import { type Facts, OUTCOMES } from './facts.ts';
import type { Scans } from './scan.ts';
import type { Dimension, Facet } from './shapes.ts';
import { SeriesTally } from './tallies.ts';

type Count = { value: string | null; count: number; failed: number };

/** Requests by kind of failure, as facts are gone through. */
class Failures {
  readonly counts: Uint32Array;

  constructor(kinds: number) {
    this.counts = new Uint32Array(kinds);
  }

  add({ failure, times }: Facts, picked: Uint32Array, count: number): void {
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const kind = failure[i] as number;
      this.counts[kind] = (this.counts[kind] as number) + (times === null ? 1 : (times[i] as number));
    }
  }
}

/** The values of dimensions with their counts. Inside a transaction, with a fresh catalogue. */
export function facetsOf(
  scans: Scans,
  filter: ResolvedFilter,
  dimensions: readonly Dimension[],
  limit: number,
): Facet[] {
  const { catalogue } = scans;
  const series = new SeriesTally(catalogue);
  const failures = new Failures(Math.max(1, catalogue.failures));
  scans.run(filter, 'cells', null, (facts, picked, count) => {
    series.add(facts, picked, count);
    failures.add(facts, picked, count);
  });
  return dimensions.map((dimension) => {
    const counts = countsOf(dimension);
    counts.sort((a, b) => b.count - a.count || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
    const others = counts.slice(limit);
    return {
      dimension,
      values: counts.slice(0, limit),
      other_values: others.length,
      other_count: others.reduce((total, { count }) => total + count, 0),
    };
  });

  function countsOf(dimension: Dimension): Count[] {
    if (dimension === 'outcome') {
      return OUTCOMES.map((value, outcome) => {
        const count = series.of(outcome).reduce((a, b) => a + b, 0);
        return { value, count, failed: value === 'failed' ? count : 0 };
      }).filter(({ count }) => count > 0);
    }
    if (dimension === 'failure_class') return ofClasses();
    if (dimension === 'server') return ofServers();
    return ofSeries(dimension);
  }

  /** Requests that did not fail have no class, and are not counted. */
  function ofClasses(): Count[] {
    const classes = new Map<string, number>();
    for (let kind = 1; kind < failures.counts.length; kind++) {
      const count = failures.counts[kind] as number;
      const name = catalogue.failure(kind).class;
      if (count > 0) classes.set(name, (classes.get(name) ?? 0) + count);
    }
    return [...classes].map(([value, count]) => ({ value, count, failed: count }));
  }

  function ofSeries(dimension: SeriesDimension): Count[] {
    const grouping = catalogue.grouping(dimension);
    const { requests, failed } = series.by(grouping);
    return grouping.values.flatMap((value, group) => {
      const count = requests[group] as number;
      return count === 0 ? [] : { value, count, failed: failed[group] as number };
    });
  }

  /** A request counts at its front end and at its back end, once where they are one machine. */
  function ofServers(): Count[] {
    const { names, front, back } = catalogue.servers();
    const found = names.map((value): Count => ({ value, count: 0, failed: 0 }));
    for (const [outcome, name] of OUTCOMES.entries()) {
      for (const [id, count] of series.of(outcome).entries()) {
        if (count === 0) continue;
        for (const server of [front[id] ?? -1, back[id] ?? -1]) {
          const known = found[server];
          if (known === undefined) continue;
          known.count += count;
          if (name === 'failed') known.failed += count;
        }
      }
    }
    return found.filter(({ count }) => count > 0);
  }
}
