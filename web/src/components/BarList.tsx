import { formatNumber, formatPercent } from '../format/numbers.ts';
import { texts } from '../texts/texts.ts';
import classes from './BarList.module.css';
import { Visible } from './Visible.tsx';

/** One value with its count. */
export interface Bar {
  /** The value itself; null where there is none. */
  readonly value: string | null;
  /** What is shown in its place. */
  readonly name?: string;
  readonly title?: string;
  readonly count: number;
}

/** The values that occur most: bar, count, share; a click filters. */
export function BarList({
  label,
  bars,
  rest = 0,
  tone = 'failed',
  onChoose,
  chooseTitle,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** How much everything else comes to. */
  readonly rest?: number;
  /** What is counted. */
  readonly tone?: 'failed' | 'slow' | 'volume';
  readonly onChoose?: (value: string) => void;
  readonly chooseTitle?: (value: string) => string;
}) {
  const total = bars.reduce((sum, { count }) => sum + count, rest);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ol className={classes.list} aria-label={label}>
      {bars.map(({ value, name, title, count }) => {
        const shown = <Visible text={name ?? value ?? texts.shared.noValue} full />;
        return (
          <li key={value ?? ''}>
            <span className={classes.name}>
              {value === null || onChoose === undefined ? (
                <span title={title}>{shown}</span>
              ) : (
                <button
                  type="button"
                  className="text-button quiet"
                  title={title ?? chooseTitle?.(value)}
                  onClick={() => onChoose(value)}
                >
                  {shown}
                </button>
              )}
            </span>
            <span className={classes.track} aria-hidden="true">
              <span style={{ width: `${(100 * count) / most}%`, background: `var(--${tone})` }} />
            </span>
            <span className="number">{formatNumber(count)}</span>
            <span className="number muted">{formatPercent(count, total)}</span>
          </li>
        );
      })}
      {rest > 0 && (
        <li>
          <span className={`${classes.name} muted`}>{texts.shared.rest}</span>
          <span />
          <span className="number">{formatNumber(rest)}</span>
          <span className="number muted">{formatPercent(rest, total)}</span>
        </li>
      )}
    </ol>
  );
}
