import type { Overview } from '../../api/types.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { Section } from '../../components/Section.tsx';
import { durationSteps, formatDuration } from '../../format/durations.ts';
import { formatShare } from '../../format/numbers.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Overview.module.css';

/** How long things took, and how often a context survived, over time. */
export function LatencyCharts({ data }: { readonly data: Overview }) {
  const { series, start_ms: startMs, bucket_ms: bucketMs } = data;
  const { execute, reconnect, survival, p95, p50 } = texts.overview;
  const shared = { startMs, bucketMs, kind: 'lines', height: 128 } as const;
  return (
    <div className={classes.charts}>
      <Section title={execute}>
        <TimeChart
          {...shared}
          label={execute}
          format={formatDuration}
          steps={durationSteps}
          series={[
            { key: 'p50', label: p50, colour: '--volume', values: series.execute_p50, dashed: true },
            { key: 'p95', label: p95, colour: '--slow', values: series.execute_p95 },
          ]}
        />
      </Section>
      <Section title={reconnect}>
        <TimeChart
          {...shared}
          label={reconnect}
          format={formatDuration}
          steps={durationSteps}
          series={[
            { key: 'p50', label: p50, colour: '--volume', values: series.reconnect_p50, dashed: true },
            { key: 'p95', label: p95, colour: '--slow', values: series.reconnect_p95 },
          ]}
        />
      </Section>
      <Section title={survival}>
        <TimeChart
          {...shared}
          label={survival}
          format={formatShare}
          max={1}
          series={[{ key: 'survived', label: survival, colour: '--ok', values: series.survived }]}
        />
      </Section>
    </div>
  );
}
