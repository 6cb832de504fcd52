import { SegmentedControl } from '@mantine/core';
import { formatRange } from '../../format/times.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import { type Comparison, comparisons } from './comparison.ts';
import classes from './Overview.module.css';
import type { useCompared } from './use-compared.ts';

/** What the figures are compared with, as far as the logs go back. */
export function CompareChoice({ compared }: { readonly compared: ReturnType<typeof useCompared> }) {
  const { by, choose, coverage, range, before, covered } = compared;
  const { zone } = useZone();
  const { compare } = texts.overview;
  const when = range === null ? null : formatRange(range.since_ms, range.until_ms, zone);
  return (
    <div className={classes.compare}>
      <span className="muted" id="compare-label">
        {compare.label}
      </span>
      <SegmentedControl
        aria-labelledby="compare-label"
        value={by}
        onChange={(value) => choose(value as Comparison)}
        data={comparisons.map((value) => {
          const isMissing = value !== 'range' && coverage(value) === 'none';
          return {
            value,
            disabled: isMissing && by !== value,
            label: isMissing ? (
              <span title={compare.tooEarly}>{compare.choices[value]}</span>
            ) : (
              compare.choices[value]
            ),
          };
        })}
      />
      {when !== null && by !== 'range' && (
        <span className="muted">
          {before === null
            ? covered === 'none'
              ? compare.notRead(when)
              : compare.nothing(when)
            : covered === 'part'
              ? compare.part(when)
              : when}
        </span>
      )}
    </div>
  );
}
