import type { ReactNode } from 'react';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { filterNames, isFiltered } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { AddFilter } from './AddFilter.tsx';
import { Chip } from './Chip.tsx';
import classes from './FilterBar.module.css';
import { NoiseSwitch } from './NoiseSwitch.tsx';
import { TimePicker } from './TimePicker.tsx';

/** What is looked at: time, filters, noise. The same on every page, and all of it in the address. `lead` stands before it. */
export function FilterBar({ lead }: { readonly lead?: ReactNode }) {
  const { filters, change, remove } = useFilters();
  const { names, label, duration, longer, shorter, clear, clearLabel } = texts.filters;
  const { minMs, maxMs } = filters;
  return (
    <fieldset className={classes.bar} aria-label={label}>
      {lead}
      <TimePicker />
      {filterNames.flatMap((name) =>
        (filters.values[name] ?? []).map((value) => (
          <Chip key={`${name} ${value}`} name={names[name]} onRemove={() => remove(name, value)}>
            {filterValueName(name, value)}
          </Chip>
        )),
      )}
      {minMs !== null && (
        <Chip name={duration} onRemove={() => change({ ...filters, minMs: null })}>
          {longer(formatDuration(minMs))}
        </Chip>
      )}
      {maxMs !== null && (
        <Chip name={duration} onRemove={() => change({ ...filters, maxMs: null })}>
          {shorter(formatDuration(maxMs))}
        </Chip>
      )}
      <AddFilter />
      {isFiltered(filters) && (
        <button
          type="button"
          className="text-button"
          aria-label={clearLabel}
          onClick={() => change({ ...filters, values: {}, minMs: null, maxMs: null })}
        >
          {clear}
        </button>
      )}
      <NoiseSwitch />
    </fieldset>
  );
}

/** A value of a filter as people read it. */
export function filterValueName(name: string, value: string): string {
  if (name === 'outcome') return named(texts.codes.outcomes, value).name;
  if (name === 'failure_class') return named(texts.codes.failureClasses, value).name;
  if (name === 'noise') return named(texts.codes.noise, value).name;
  return visibleText(value);
}
