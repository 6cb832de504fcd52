import { useIsFetching, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { choicesQuery, statusQuery } from '../../api/queries.ts';
import type { Dimension, Facets } from '../../api/types.ts';
import { formatCompact, formatNumber } from '../../format/numbers.ts';
import { apiParameters, isMoving, onlyFailures } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { ErrorState } from '../ErrorState.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { Visible } from '../Visible.tsx';
import classes from './Breakdown.module.css';
import { filterValueName } from './FilterBar.tsx';

/** What is counted, what tells most first. */
const dimensions = [
  'outcome',
  'failure_class',
  'server',
  'request_type',
  'client_version',
  'client_mode',
  'database',
  'user',
  'subnet',
] as const satisfies readonly Dimension[];
type Counted = (typeof dimensions)[number];

/** Values of each, and of one that is opened. */
const VALUES = { few: 6, many: 100 } as const;
/** So long everything else has to be quiet before the breakdown asks, milliseconds. */
const CALM_MS = 100;

/**
 * What the filters let through, by value with counts, beside a list: each value filters, or no longer. It asks once the page
 * has its own answers.
 */
export function Breakdown({ of }: { readonly of: 'requests' | 'failures' }) {
  const { filters } = useFilters();
  const query = apiParameters(of === 'failures' ? onlyFailures(filters) : filters).toString();
  const wanted = of === 'failures' ? dimensions.filter((one) => one !== 'outcome') : dimensions;
  const isCalm = useCalm(query);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...choicesQuery(query, wanted, VALUES.few, isMoving(filters)),
    enabled: isCalm,
  });
  const { breakdown } = texts.filters;
  return (
    <aside className={classes.panel} aria-label={breakdown.label} aria-busy={isPlaceholderData}>
      <p className="muted">{breakdown.of[of]}</p>
      {data !== undefined ? (
        data.facets.map((facet) => <Group key={facet.dimension} facet={facet} query={query} />)
      ) : error !== null ? (
        <ErrorState what={breakdown.label} error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={16} />
      )}
    </aside>
  );
}

function Group({ facet: few, query }: { readonly facet: Facets['facets'][number]; readonly query: string }) {
  const { filters, add, remove } = useFilters();
  const [open, setOpen] = useState(false);
  const dimension = few.dimension as Counted;
  const many = useQuery({
    ...choicesQuery(query, [dimension], VALUES.many, isMoving(filters)),
    enabled: open,
  });
  const facet = (open ? many.data?.facets[0] : undefined) ?? few;
  const { breakdown, names } = texts.filters;
  const chosen = filters.values[dimension] ?? [];
  /** As the address spells it; undefined where it is not chosen. */
  const chosenAs = (value: string): string | undefined =>
    chosen.find((one) => one.toLowerCase() === value.toLowerCase());
  const toggle = (value: string): void => {
    const spelt = chosenAs(value);
    if (spelt === undefined) add(dimension, value);
    else remove(dimension, spelt);
  };
  const unlisted = chosen.filter(
    (one) => !facet.values.some(({ value }) => value?.toLowerCase() === one.toLowerCase()),
  );
  if (facet.values.length === 0 && unlisted.length === 0) return null;
  return (
    <section className={classes.group}>
      <h2>{names[dimension]}</h2>
      <ul>
        {facet.values.map(({ value, count, failed }) => (
          <li key={value ?? ''}>
            {value === null ? (
              <p className={classes.row}>
                <span className="muted">{texts.shared.noValue}</span>
                <span className="muted">{formatCompact(count)}</span>
              </p>
            ) : (
              <button
                type="button"
                className={classes.row}
                aria-pressed={chosenAs(value) !== undefined}
                title={breakdown.value(
                  filterValueName(dimension, value),
                  formatNumber(count),
                  formatNumber(failed),
                )}
                onClick={() => toggle(value)}
              >
                <span>
                  <Visible text={filterValueName(dimension, value)} full />
                </span>
                <span className="muted">{formatCompact(count)}</span>
              </button>
            )}
          </li>
        ))}
        {unlisted.map((value) => (
          <li key={value}>
            <button
              type="button"
              className={classes.row}
              aria-pressed="true"
              onClick={() => remove(dimension, value)}
            >
              <span>
                <Visible text={filterValueName(dimension, value)} full />
              </span>
              <span className="muted">{few.other_values === 0 ? formatNumber(0) : ''}</span>
            </button>
          </li>
        ))}
      </ul>
      {few.other_values > 0 && (
        <button
          type="button"
          className={`text-button ${classes.more}`}
          aria-expanded={open}
          aria-label={
            open ? breakdown.fewerOf(names[dimension]) : breakdown.moreOf(few.other_values, names[dimension])
          }
          onClick={() => setOpen(!open)}
        >
          {open ? breakdown.fewer : breakdown.more(few.other_values)}
        </button>
      )}
      {open && facet !== few && facet.other_values > 0 && (
        <p className="muted">{breakdown.beyond(facet.other_values)}</p>
      )}
    </section>
  );
}

/** Whether a question may be asked: when the page's own have been answered for a moment. Once it may, it may. */
function useCalm(question: string): boolean {
  const busy = useIsFetching({
    predicate: ({ queryKey: [what] }) => what !== 'facets' && what !== statusQuery.queryKey[0],
  });
  const [calm, setCalm] = useState<string | null>(null);
  useEffect(() => {
    if (busy > 0) return;
    const timer = setTimeout(() => setCalm(question), CALM_MS);
    return () => clearTimeout(timer);
  }, [question, busy]);
  return calm === question;
}
