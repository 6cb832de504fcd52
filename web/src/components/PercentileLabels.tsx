import type { Percentiles } from '../api/types.ts';
import { formatDuration } from '../format/durations.ts';
import { formatNumber } from '../format/numbers.ts';
import { texts } from '../texts/texts.ts';
import classes from './Figure.module.css';
import { Part } from './Figure.tsx';

const shown = ['p50', 'p90', 'p95', 'p99', 'max'] as const;

/** Percentiles of durations in one line, with how many there were. */
export function PercentileLabels({ of }: { readonly of: Percentiles }) {
  const names = texts.shared.percentiles;
  return (
    <span className={classes.note}>
      {shown.map((key) => {
        const value = of[key];
        return (
          <Part
            key={key}
            name={names[key]}
            value={value === null ? texts.shared.none : formatDuration(value)}
          />
        );
      })}
      <Part name={names.count} value={formatNumber(of.count)} />
    </span>
  );
}
