import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries.ts';
import { BarList } from '../../components/BarList.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';

/** Looking at everything that was read takes a moment: not more often than this, milliseconds. */
const FRESH_MS = 60_000;

/** How much nobody caused, by reason, and the switch that shows it on all pages. */
export function Noise() {
  const { filters, change } = useFilters();
  // Over all that was read, whatever the filters of the other pages are.
  const { data, error, refetch } = useQuery({ ...overviewQuery('', false), staleTime: FRESH_MS });
  const { noise: text } = texts.sources;
  return (
    <Section
      title={text.title}
      aside={
        <Switch
          label={text.show}
          checked={filters.includeNoise}
          onChange={(event) => change({ ...filters, includeNoise: event.currentTarget.checked })}
        />
      }
    >
      <p className="muted">{text.text}</p>
      {error !== null && <ErrorState what={text.title} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton />}
      {data?.totals.noise.length === 0 && <p className="muted">{text.none}</p>}
      {data !== undefined && data.totals.noise.length > 0 && (
        <BarList
          label={text.title}
          tone="volume"
          bars={data.totals.noise.map(({ reason, requests }) => {
            const { name, meaning } = named(texts.codes.noise, reason);
            return { value: reason, name, title: meaning, count: requests };
          })}
        />
      )}
    </Section>
  );
}
