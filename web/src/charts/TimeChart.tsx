import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { SimpleTable } from '../components/SimpleTable.tsx';
import { formatDuration } from '../format/durations.ts';
import { formatMinute } from '../format/times.ts';
import { useFilters } from '../state/use-filters.ts';
import { useZone } from '../state/use-zone.ts';
import { texts } from '../texts/texts.ts';
import { chartOptions } from './options.ts';
import { stacked } from './stack.ts';
import classes from './TimeChart.module.css';
import { useColours } from './use-colours.ts';

/** One line, or one layer of bars, over time. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  /** What it means, for those who rest on its name. */
  readonly title?: string;
  /** A variable of the style sheet: `--failed`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** Dashed, so that two lines differ in more than their colour. */
  readonly dashed?: boolean;
  /** What a click on its name does (filter by it). */
  readonly onChoose?: () => void;
}

interface Props {
  /** What the chart shows. */
  readonly label: string;
  readonly startMs: number;
  readonly bucketMs: number;
  readonly series: readonly ChartSeries[];
  readonly kind: 'lines' | 'stacked';
  readonly format: (value: number) => string;
  /** Pixels. */
  readonly height?: number;
  /** Charts with the same key show the same moment. */
  readonly syncKey?: string;
  /** A scale that ends here, such as 1 for shares; else it fits the values. */
  readonly max?: number;
  /** Steps that the value axis may have, such as `durationSteps`. */
  readonly steps?: readonly number[];
}

/** Values over time: drag to zoom the whole page into a range; the same as a table on demand. */
export function TimeChart(props: Props) {
  const {
    label,
    startMs,
    bucketMs,
    series,
    kind,
    format,
    height = 160,
    syncKey = 'time',
    max,
    steps: axisSteps,
  } = props;
  const { setRange } = useFilters();
  const { zone } = useZone();
  const colours = useColours();
  const { ref: box, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const steps = series[0]?.values.length ?? 0;
  const data = useMemo((): uPlot.AlignedData => {
    const times = Array.from({ length: steps }, (_, i) => (startMs + i * bucketMs) / 1000);
    const values = series.map((one) => [...one.values]);
    return [times, ...(kind === 'stacked' ? stacked(values) : values)];
  }, [series, steps, startMs, bucketMs, kind]);
  const latest = useRef({ data, setRange, format, height, width });
  latest.current = { data, setRange, format, height, width };
  // What the plot is built from; its data comes and goes without building it anew.
  const shape = JSON.stringify(series.map(({ key, colour, dashed }) => [key, colour, dashed === true]));

  useEffect(() => {
    if (place.current === null || asTable) return;
    const made = new uPlot(
      chartOptions({
        series: (JSON.parse(shape) as [string, string, boolean][]).map(([, colour, dashed]) => ({
          colour: colours(colour),
          dashed,
        })),
        kind,
        bucketMs,
        zone,
        syncKey,
        colours,
        max: max ?? null,
        steps: axisSteps ?? null,
        width: latest.current.width,
        height: latest.current.height,
        format: (value) => latest.current.format(value),
        onCursor: setAt,
        onZoom: (fromMs, toMs) =>
          latest.current.setRange(new Date(fromMs).toISOString(), new Date(toMs).toISOString()),
      }),
      latest.current.data,
      place.current,
    );
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [shape, kind, bucketMs, zone, syncKey, colours, max, axisSteps, asTable]);
  useEffect(() => plot.current?.setData(data), [data]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  const time = (i: number): string => formatMinute(startMs + i * bucketMs, zone);
  const { chart, none } = texts.shared;
  return (
    <figure className={classes.chart} aria-label={label}>
      <div className={classes.head}>
        <ul className={classes.legend}>
          {series.map(({ key, label: name, title, colour, dashed, onChoose, values }) => {
            const value = at === null ? undefined : values[at];
            return (
              <li key={key} title={title}>
                <span
                  className={classes.key}
                  data-kind={kind}
                  data-dashed={dashed}
                  style={{ color: `var(${colour})` }}
                  aria-hidden="true"
                />
                {onChoose === undefined ? (
                  name
                ) : (
                  <button type="button" className="text-button" onClick={onChoose}>
                    {name}
                  </button>
                )}
                {at !== null && <strong>{value == null ? none : format(value)}</strong>}
              </li>
            );
          })}
        </ul>
        <span className={classes.note}>{at === null ? chart.step(formatDuration(bucketMs)) : time(at)}</span>
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? chart.asChart : chart.asTable}
        </button>
      </div>
      {asTable ? (
        <SimpleTable
          label={label}
          heads={[chart.time, ...series.map((one) => one.label)]}
          numbers={series.map((_, i) => i + 1)}
          rows={Array.from({ length: steps }, (_, i) => [
            time(i),
            ...series.map(({ values }) => (values[i] == null ? none : format(values[i]))),
          ])}
        />
      ) : (
        <div ref={box} className={classes.box} style={{ height }}>
          <div ref={place} aria-hidden="true" />
        </div>
      )}
    </figure>
  );
}
