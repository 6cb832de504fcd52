import type { Latency } from '../../api/types.ts';
import { FilterValue } from '../../components/FilterValue.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber } from '../../format/numbers.ts';
import { type FilterName, filterNames } from '../../state/filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Reconnects.module.css';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** Groups beside each other: how many, how long; a click on a name filters by it. */
export function Compared({
  by,
  groups,
}: {
  readonly by: keyof typeof texts.reconnects.dimensions;
  readonly groups: Latency['groups'];
}) {
  const { percentiles } = texts.shared;
  const slowest = Math.max(1, ...groups.map(({ percentiles: { p95 } }) => p95 ?? 0));
  return (
    <SimpleTable
      label={texts.reconnects.groups}
      heads={[
        texts.reconnects.dimensions[by],
        texts.reconnects.columns.count,
        percentiles.p50,
        percentiles.p95,
        percentiles.max,
      ]}
      numbers={[1, 2, 3, 4]}
      rows={groups.map(({ value, percentiles: { count, p50, p95, max } }) => [
        <GroupName key="name" by={by} value={value} />,
        formatNumber(count),
        duration(p50),
        <P95 key="p95" ms={p95} slowest={slowest} />,
        duration(max),
      ])}
    />
  );
}

function P95({ ms, slowest }: { readonly ms: number | null; readonly slowest: number }) {
  return (
    <span className={classes.p95}>
      <span className={classes.track} aria-hidden="true">
        <span style={{ width: `${(100 * (ms ?? 0)) / slowest}%` }} />
      </span>
      <span>{duration(ms)}</span>
    </span>
  );
}

function GroupName({ by, value }: { readonly by: string; readonly value: string | null }) {
  if (by === 'cause' || by === 'kind') {
    const known = by === 'cause' ? texts.codes.causes : texts.codes.reconnectKinds;
    const { name, meaning } = named(known, value ?? 'unknown');
    return <span title={meaning}>{name}</span>;
  }
  const filter = filterNames.find((name) => name === by) as FilterName | undefined;
  return filter === undefined ? <Value value={value} /> : <FilterValue name={filter} value={value} />;
}
