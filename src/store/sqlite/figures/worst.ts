import type { Catalogue, Grouping, SeriesDimension } from './catalogue.ts';
import type { Executes } from './executes.ts';
import { isReconnect, type Reconnect, valuesOf } from './reconnects.ts';
import type { WorstGroup } from './shapes.ts';
import type { SeriesTally, StepTally } from './tallies.ts';

/** The groups of a dimension with the most failures and reconnects, and the others together. */
export function worstOf(
  series: SeriesTally,
  executes: Executes,
  rows: readonly Reconnect[],
  grouping: Grouping,
  dimension: SeriesDimension,
  most: number,
): { groups: WorstGroup[]; rest: Omit<WorstGroup, 'value' | 'execute_p95'> } {
  const { requests, failed } = series.by(grouping);
  const reconnects = new Float64Array(grouping.values.length);
  let elsewhere = 0;
  for (const row of rows.filter(isReconnect)) {
    for (const value of valuesOf(row, dimension as 'user')) {
      const group = grouping.numberOf(value);
      if (group === undefined) elsewhere++;
      else reconnects[group] = (reconnects[group] as number) + 1;
    }
  }
  const trouble = (group: number): number => (failed[group] as number) + (reconnects[group] as number);
  const order = [...grouping.values.keys()]
    .filter((group) => trouble(group) > 0)
    .sort((a, b) => trouble(b) - trouble(a) || (requests[b] as number) - (requests[a] as number));
  const shown = order.slice(0, most);
  const durations = executes.of(grouping, shown);
  const groups = shown.map((group) => ({
    value: grouping.values[group] ?? null,
    requests: requests[group] as number,
    failed: failed[group] as number,
    reconnects: reconnects[group] as number,
    execute_p95: durations[group]?.quantile(0.95) ?? null,
  }));
  const among = new Set(shown);
  const rest = (counts: Float64Array): number =>
    counts.reduce((total, count, group) => (among.has(group) ? total : total + count), 0);
  return {
    groups,
    rest: { requests: rest(requests), failed: rest(failed), reconnects: rest(reconnects) + elsewhere },
  };
}

/** The codes that requests failed with most, and the others together. */
export function worstCodes(
  byStep: StepTally,
  catalogue: Catalogue,
  most: number,
): { groups: WorstGroup[]; rest: Omit<WorstGroup, 'value' | 'execute_p95'> } {
  const codes = new Map<string, number>();
  for (const [kind, counts] of byStep.failures) {
    const { name, layer, code } = catalogue.failure(kind);
    const value = name ?? `${layer} ${code}`;
    codes.set(value, (codes.get(value) ?? 0) + counts.reduce((a, b) => a + b, 0));
  }
  const order = [...codes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rest = order.slice(most).reduce((total, [, failed]) => total + failed, 0);
  return {
    groups: order
      .slice(0, most)
      .map(([value, failed]) => ({ value, requests: failed, failed, reconnects: 0, execute_p95: null })),
    rest: { requests: rest, failed: rest, reconnects: 0 },
  };
}
