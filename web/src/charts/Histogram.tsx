import { useState } from 'react';
import { SimpleTable } from '../components/SimpleTable.tsx';
import { formatDuration } from '../format/durations.ts';
import { formatNumber } from '../format/numbers.ts';
import { texts } from '../texts/texts.ts';
import classes from './Histogram.module.css';
import { placeOf } from './histogram-scale.ts';

/** How many values lie between two bounds, milliseconds. */
export interface HistogramBin {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly count: number;
}

/** A distribution of durations, with its percentiles marked; a click on a bar chooses its range. */
export function Histogram({
  label,
  bins,
  marks = [],
  onChoose,
}: {
  readonly label: string;
  readonly bins: readonly HistogramBin[];
  /** Percentiles: name and milliseconds. */
  readonly marks?: readonly { readonly name: string; readonly ms: number | null }[];
  readonly onChoose?: (fromMs: number, toMs: number) => void;
}) {
  const [asTable, setAsTable] = useState(false);
  const [over, setOver] = useState<HistogramBin | null>(null);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const { chart, histogram } = texts.shared;
  if (bins.length === 0) return <p className="muted">{chart.nothing}</p>;
  return (
    <figure className={classes.figure} aria-label={label}>
      <div className={classes.head}>
        <span className="muted">
          {over !== null &&
            `${formatDuration(over.from_ms)} – ${formatDuration(over.to_ms)}: ${formatNumber(over.count)}`}
        </span>
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? chart.asChart : chart.asTable}
        </button>
      </div>
      {asTable ? (
        <SimpleTable
          label={label}
          heads={[histogram.from, histogram.to, histogram.count]}
          numbers={[0, 1, 2]}
          rows={bins.map((bin) => [
            formatDuration(bin.from_ms),
            formatDuration(bin.to_ms),
            formatNumber(bin.count),
          ])}
        />
      ) : (
        <div className={classes.plot} aria-hidden="true">
          {bins.map((bin) => (
            <button
              key={bin.from_ms}
              type="button"
              // By keyboard, the table behind the chart and the filter bar do the same.
              tabIndex={-1}
              className={classes.bar}
              data-choose={onChoose !== undefined}
              onMouseEnter={() => setOver(bin)}
              onMouseLeave={() => setOver(null)}
              onClick={() => onChoose?.(bin.from_ms, bin.to_ms)}
            >
              <span style={{ height: bin.count === 0 ? 0 : `max(1px, ${(100 * bin.count) / most}%)` }} />
            </button>
          ))}
          {marks.map(({ name, ms }) => {
            const left = ms === null ? null : placeOf(bins, ms);
            return left === null ? null : (
              <span
                key={name}
                className={classes.mark}
                data-side={left > 0.9 ? 'before' : undefined}
                style={{ left: `${100 * left}%` }}
              >
                {name}
              </span>
            );
          })}
        </div>
      )}
      {!asTable && (
        <div className={classes.axis} aria-hidden="true">
          {ticks(bins).map((ms) => (
            <span key={ms}>{formatDuration(ms)}</span>
          ))}
        </div>
      )}
    </figure>
  );
}

/** Bounds to write below: the first, the last, and some between. */
function ticks(bins: readonly HistogramBin[]): number[] {
  const bounds = [...bins.map(({ from_ms }) => from_ms), bins.at(-1)?.to_ms ?? 0];
  const count = Math.min(6, bounds.length);
  return Array.from(
    { length: count },
    (_, i) => bounds[Math.round((i * (bounds.length - 1)) / (count - 1))] ?? 0,
  );
}
