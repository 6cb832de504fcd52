import { useElementSize } from '@mantine/hooks';
import { Link } from 'wouter';
import type { Tone } from '../components/OutcomeMark.tsx';
import { Shape } from '../components/OutcomeMark.tsx';
import { formatTime } from '../format/times.ts';
import { useZone } from '../state/use-zone.ts';
import classes from './LaneChart.module.css';
import { tickText, timeTicks } from './ticks.ts';

/** A span of time in a lane. */
export interface LaneBar {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly title: string;
  /** Where a click leads; null when nowhere. */
  readonly href: string | null;
  readonly tone: Tone;
}

/** A moment in a lane. */
export interface LaneMark {
  readonly key: string;
  readonly atMs: number;
  readonly title: string;
  readonly href: string | null;
  readonly tone: Tone;
}

/** A line of the chart. */
export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly bars: readonly LaneBar[];
  readonly marks: readonly LaneMark[];
}

/** What went on beside each other over time. The lists of the page have the same, so it is a picture to those who hear it. */
export function LaneChart({
  label,
  fromMs,
  toMs,
  lanes,
}: {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly lanes: readonly Lane[];
}) {
  const { ref, width } = useElementSize();
  const { zone } = useZone();
  const length = Math.max(toMs - fromMs, 1);
  const left = (ms: number): string => `${(100 * Math.min(Math.max(ms - fromMs, 0), length)) / length}%`;
  const { stepMs, at: ticks } = timeTicks(fromMs, toMs, Math.max(2, Math.floor(width / 120)));
  return (
    <figure className={classes.chart} aria-label={label}>
      {lanes.map(({ key, label: name, bars, marks }) => (
        <div key={key} className={classes.row}>
          <div className={classes.name} title={name}>
            {name}
          </div>
          <div className={classes.lane}>
            {bars.map(({ key: bar, fromMs: from, toMs: to, title, href, tone }) => {
              const style = { left: left(from), width: `max(2px, calc(${left(to)} - ${left(from)}))` };
              return href === null ? (
                <span key={bar} className={classes.bar} data-tone={tone} title={title} style={style} />
              ) : (
                <Link
                  key={bar}
                  href={href}
                  className={classes.bar}
                  data-tone={tone}
                  title={title}
                  aria-label={title}
                  style={style}
                />
              );
            })}
            {marks.map(({ key: mark, atMs, title, href, tone }) =>
              href === null ? (
                <span key={mark} className={classes.mark} title={title} style={{ left: left(atMs) }}>
                  <Shape tone={tone} />
                </span>
              ) : (
                <Link
                  key={mark}
                  href={href}
                  className={classes.mark}
                  title={title}
                  aria-label={title}
                  style={{ left: left(atMs) }}
                >
                  <Shape tone={tone} />
                </Link>
              ),
            )}
          </div>
        </div>
      ))}
      <div className={classes.row} aria-hidden="true">
        <div className={classes.name} />
        <div ref={ref} className={classes.axis}>
          {ticks.map((ms) => {
            const written = formatTime(ms, zone);
            return (
              <span key={ms} style={{ left: left(ms) }}>
                {written === null ? '' : tickText(stepMs, written)}
              </span>
            );
          })}
        </div>
      </div>
    </figure>
  );
}
