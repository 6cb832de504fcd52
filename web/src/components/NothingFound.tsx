import { Button } from '@mantine/core';
import { ALL_TIME, isFiltered } from '../state/filters.ts';
import { useFilters } from '../state/use-filters.ts';
import { texts } from '../texts/texts.ts';
import { EmptyState } from './EmptyState.tsx';

/** Nothing passes the filters: with the ways out of that. */
export function NothingFound({ title, text }: { readonly title: string; readonly text: string }) {
  const { filters, change } = useFilters();
  const { showAll, clear } = texts.overview;
  return (
    <EmptyState title={title}>
      <p>{text}</p>
      <p>
        {filters.since !== ALL_TIME && (
          <Button onClick={() => change({ ...filters, since: ALL_TIME, until: null })}>{showAll}</Button>
        )}{' '}
        {isFiltered(filters) && (
          <Button onClick={() => change({ ...filters, values: {}, minMs: null, maxMs: null })}>
            {clear}
          </Button>
        )}
      </p>
    </EmptyState>
  );
}
