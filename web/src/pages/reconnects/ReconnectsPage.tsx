import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { latencyQuery } from '../../api/queries.ts';
import type { ReconnectRow } from '../../api/types.ts';
import { Histogram } from '../../charts/Histogram.tsx';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { PercentileLabels } from '../../components/PercentileLabels.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { durationSteps, formatDuration } from '../../format/durations.ts';
import { isMoving } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';
import { Compared } from './Compared.tsx';
import { ReconnectList } from './ReconnectList.tsx';
import classes from './Reconnects.module.css';

type Measure = keyof typeof texts.reconnects.measures;
type By = keyof typeof texts.reconnects.dimensions;

/** How clients came back, and what is meant by it. What the overview counts comes first. */
const ways = {
  new: ['reconnect', 'restart'],
  same: ['resume'],
  all: ['reconnect', 'restart', 'resume'],
} as const satisfies Record<keyof typeof texts.reconnects.ways, readonly ReconnectRow['kind'][]>;
const waysInOrder = ['new', 'same', 'all'] as const;

const measures = Object.keys(texts.reconnects.measures) as Measure[];
const dimensions = Object.keys(texts.reconnects.dimensions) as By[];

/** How long clients take to come back: the distribution, its course, who takes longer than others, and each of them. */
export default function ReconnectsPage() {
  const { query, filters } = useFilters();
  const [measureText, setMeasure] = useParameter('measure');
  const [byText, setBy] = useParameter('by');
  const measure = measures.find((name) => name === measureText) ?? 'usable_ms';
  const by = dimensions.find((name) => name === byText) ?? 'cause';
  const [wayText, setWay] = useParameter('way');
  const way = waysInOrder.find((name) => name === wayText) ?? 'new';
  const kinds = ways[way];
  const answer = useQuery(latencyQuery(query, { measure, by, kinds }, isMoving(filters)));
  const { reconnects, shared } = texts;
  const { data } = answer;
  const { name, meaning } = reconnects.measures[measure];
  return (
    <div className="stack" aria-busy={answer.isPlaceholderData}>
      <Section
        title={reconnects.distribution}
        aside={
          <div className={classes.choice}>
            <SegmentedControl
              aria-label={reconnects.way}
              data={waysInOrder.map((value) => ({ value, label: reconnects.ways[value].name }))}
              value={way}
              onChange={(value) => setWay(value === 'new' ? null : value)}
            />
            <SegmentedControl
              aria-label={reconnects.measure}
              data={measures.map((value) => ({ value, label: reconnects.measures[value].name }))}
              value={measure}
              onChange={(value) => setMeasure(value === 'usable_ms' ? null : value)}
            />
          </div>
        }
      >
        <p className="muted">
          {reconnects.ways[way].meaning} {meaning}
        </p>
        {answer.isError && data === undefined ? (
          <ErrorState what={reconnects.what} error={answer.error} onRetry={() => void answer.refetch()} />
        ) : data === undefined ? (
          <Skeleton lines={8} />
        ) : data.total.count === 0 ? (
          <EmptyState title={reconnects.empty}>{reconnects.emptyText}</EmptyState>
        ) : (
          <>
            <PercentileLabels of={data.total} />
            <Histogram
              label={`${reconnects.distribution}: ${name}`}
              bins={data.histogram}
              marks={[
                { name: shared.percentiles.p50, ms: data.total.p50 },
                { name: shared.percentiles.p95, ms: data.total.p95 },
              ]}
            />
          </>
        )}
      </Section>
      {data !== undefined && data.total.count > 0 && (
        <>
          <Section title={reconnects.overTime}>
            <TimeChart
              label={`${reconnects.overTime}: ${name}`}
              kind="lines"
              startMs={data.start_ms}
              bucketMs={data.bucket_ms}
              format={formatDuration}
              steps={durationSteps}
              series={[
                {
                  key: 'p50',
                  label: shared.percentiles.p50,
                  colour: '--volume',
                  dashed: true,
                  values: data.series.p50,
                },
                { key: 'p95', label: shared.percentiles.p95, colour: '--slow', values: data.series.p95 },
              ]}
            />
          </Section>
          <Section
            title={reconnects.groups}
            aside={
              <Select
                size="xs"
                aria-label={reconnects.by}
                data={dimensions.map((value) => ({ value, label: reconnects.dimensions[value] }))}
                value={by}
                allowDeselect={false}
                onChange={(value) => setBy(value === 'cause' ? null : value)}
              />
            }
          >
            <Compared by={by} groups={data.groups} />
          </Section>
        </>
      )}
      <ReconnectList kinds={kinds} />
    </div>
  );
}
