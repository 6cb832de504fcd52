import type { Overview } from '../../api/types.ts';
import { type ChartSeries, TimeChart } from '../../charts/TimeChart.tsx';
import { Section } from '../../components/Section.tsx';
import { countSteps, formatNumber } from '../../format/numbers.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';

/** Classes with a colour of their own; the others are one layer. */
const COLOURS = 6;

/** What failed when, by class. A class filters when it is clicked. */
export function FailureChart({ data }: { readonly data: Overview }) {
  const { add } = useFilters();
  const { failure_classes: classes } = data.series;
  const series = classes.slice(0, COLOURS).map((one, i): ChartSeries => {
    const name = one.class;
    const { name: label, meaning } = named(texts.codes.failureClasses, name ?? 'unknown');
    return {
      key: name ?? '',
      label,
      title: meaning,
      colour: `--class-${i + 1}`,
      values: one.failed,
      ...(name === null ? {} : { onChoose: () => add('failure_class', name) }),
    };
  });
  const others = classes.slice(COLOURS);
  if (others.length > 0) {
    series.push({
      key: 'other',
      label: texts.shared.chart.other,
      colour: '--class-rest',
      values: data.series.failed.map((_, i) => others.reduce((sum, { failed }) => sum + (failed[i] ?? 0), 0)),
    });
  }
  return (
    <Section title={texts.overview.failures}>
      {series.length === 0 ? (
        <p className="muted">{texts.overview.noFailures}</p>
      ) : (
        <TimeChart
          label={texts.overview.failures}
          startMs={data.start_ms}
          bucketMs={data.bucket_ms}
          series={series}
          kind="stacked"
          format={formatNumber}
          steps={countSteps}
          height={176}
        />
      )}
    </Section>
  );
}
