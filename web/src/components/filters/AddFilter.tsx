import { Popover, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { facetsQuery } from '../../api/queries.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatCompact } from '../../format/numbers.ts';
import { type FilterName, offeredDimensions } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { ErrorState } from '../ErrorState.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { Visible } from '../Visible.tsx';
import classes from './FilterBar.module.css';
import { filterValueName } from './FilterBar.tsx';

type Dimension = (typeof offeredDimensions)[number];

/** How long is long, milliseconds. */
const slowMs = [100, 500, 1_000, 3_000, 10_000, 60_000] as const;

/** Adds a filter: first by what, then by which of the values that occur, most first. */
export function AddFilter() {
  const [open, setOpen] = useState(false);
  const [dimension, setDimension] = useState<Dimension | 'duration' | null>(null);
  const { add, addLabel, dimension: by, names, duration, longer } = texts.filters;
  const { add: addFilter, filters, change } = useFilters();
  const toggle = (opened: boolean): void => {
    setOpen(opened);
    setDimension(null);
  };
  let content: ReactNode;
  if (dimension === null) {
    content = (
      <fieldset className={classes.values} aria-label={by}>
        {offeredDimensions.map((name) => (
          <button key={name} type="button" onClick={() => setDimension(name)}>
            <span>{names[name]}</span>
          </button>
        ))}
        <button type="button" onClick={() => setDimension('duration')}>
          <span>{duration}</span>
        </button>
      </fieldset>
    );
  } else if (dimension === 'duration') {
    content = (
      <fieldset className={classes.values} aria-label={duration}>
        {slowMs.map((ms, i) => (
          <button
            key={ms}
            type="button"
            data-autofocus={i === 0 ? true : undefined}
            onClick={() => {
              change({ ...filters, minMs: ms });
              toggle(false);
            }}
          >
            <span>{longer(formatDuration(ms))}</span>
          </button>
        ))}
      </fieldset>
    );
  } else {
    content = (
      <Values
        dimension={dimension}
        onChoose={(value) => {
          addFilter(dimension, value);
          toggle(false);
        }}
      />
    );
  }
  return (
    <Popover
      opened={open}
      onChange={toggle}
      position="bottom-start"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={`${classes.trigger} ${classes.plain}`}
          aria-label={addLabel}
          onClick={() => toggle(!open)}
        >
          {add}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel} p="xs">
        {content}
      </Popover.Dropdown>
    </Popover>
  );
}

function Values({
  dimension,
  onChoose,
}: {
  readonly dimension: FilterName & Dimension;
  readonly onChoose: (value: string) => void;
}) {
  const { query } = useFilters();
  const [text, setText] = useState('');
  const { data, error, refetch, isPlaceholderData } = useQuery(facetsQuery(query, dimension));
  const { names, searchValues, use, noValues, otherValues } = texts.filters;
  const wanted = text.trim().toLowerCase();
  const facet = isPlaceholderData ? undefined : data?.facets.find((one) => one.dimension === dimension);
  const values = (facet?.values ?? []).filter(
    ({ value }) =>
      value !== null &&
      (value.toLowerCase().includes(wanted) ||
        filterValueName(dimension, value).toLowerCase().includes(wanted)),
  );
  const exact = values.some(({ value }) => value?.toLowerCase() === wanted);
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={`${names[dimension]}: ${searchValues}`}
        placeholder={searchValues}
        maxLength={255}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || wanted === '') return;
          onChoose(values.length === 1 && values[0]?.value != null ? values[0].value : text.trim());
        }}
      />
      <fieldset className={classes.values} aria-label={names[dimension]}>
        {values.map(({ value, count }) =>
          value === null ? null : (
            <button key={value} type="button" onClick={() => onChoose(value)}>
              <span>
                <Visible text={filterValueName(dimension, value)} full />
              </span>
              <span className="muted">{formatCompact(count)}</span>
            </button>
          ),
        )}
        {wanted !== '' && !exact && (
          <button type="button" onClick={() => onChoose(text.trim())}>
            <span>{use(text.trim())}</span>
          </button>
        )}
      </fieldset>
      {facet === undefined && error === null && <Skeleton lines={4} />}
      {error !== null && <ErrorState what={names[dimension]} error={error} onRetry={() => void refetch()} />}
      {facet !== undefined && facet.values.length === 0 && <p className="muted">{noValues}</p>}
      {facet !== undefined && facet.other_values > 0 && (
        <p className="muted">{otherValues(facet.other_values)}</p>
      )}
    </>
  );
}
