import { formatDuration } from '../format/durations.ts';
import classes from './AnatomyChart.module.css';

/** One point on the way back, epoch milliseconds. */
export interface Stage {
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly atMs: number;
}

/**
 * The stages of a reconnect on a line. Distances are drawn by their logarithm: 38 minutes away and 300 ms of connecting
 * are both to be seen. The numbers between them are exact. The table below has the same.
 */
export function AnatomyChart({
  label,
  stages,
}: {
  readonly label: string;
  readonly stages: readonly Stage[];
}) {
  const gaps = stages.slice(1).map(({ atMs }, i) => Math.max(atMs - (stages[i]?.atMs ?? atMs), 0));
  return (
    <figure className={classes.chart} aria-label={label}>
      {stages.map(({ key, label: name, title }, i) => {
        const gap = gaps[i];
        return (
          <div key={key} className={classes.part} style={{ flexGrow: gap === undefined ? 0 : weightOf(gap) }}>
            <span className={classes.point} data-last={gap === undefined} title={title}>
              {name}
            </span>
            {gap !== undefined && (
              <span className={classes.gap} data-stage={key}>
                {formatDuration(gap)}
              </span>
            )}
          </div>
        );
      })}
    </figure>
  );
}

const weightOf = (ms: number): number => Math.round(100 * Math.log10(ms + 10)) / 100;
