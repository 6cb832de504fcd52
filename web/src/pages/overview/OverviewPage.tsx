import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { overviewQuery, statusQuery } from '../../api/queries.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { FirstStart } from '../../components/FirstStart.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { formatRange } from '../../format/times.ts';
import { ALL_TIME, isFiltered, isMoving } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import { CompareChoice } from './CompareChoice.tsx';
import { Evidence } from './Evidence.tsx';
import { FailureChart } from './FailureChart.tsx';
import { Headline } from './Headline.tsx';
import { LatencyCharts } from './LatencyCharts.tsx';
import classes from './Overview.module.css';
import { ServerStrips } from './ServerStrips.tsx';
import { useCompared } from './use-compared.ts';
import { WhereItHurts } from './WhereItHurts.tsx';

/** Is it healthy, since when not, who notices? */
export default function OverviewPage() {
  const { filters, query, change, href } = useFilters();
  const { zone } = useZone();
  const { data, error, refetch, isPlaceholderData } = useQuery(overviewQuery(query, isMoving(filters)));
  const status = useQuery(statusQuery).data;
  const compared = useCompared(data);
  if (data === undefined) {
    if (error !== null) {
      return <ErrorState what={texts.frame.pages.overview} error={error} onRetry={() => void refetch()} />;
    }
    return <Skeleton lines={14} />;
  }
  if (status?.totals.requests === 0) return <FirstStart status={status} />;
  const { totals, range } = data;
  const { volume } = texts.overview;
  if (totals.requests === 0) {
    const { empty, emptyText, showAll, clear } = texts.overview;
    return (
      <EmptyState title={empty}>
        <p>{emptyText}</p>
        <p className={classes.actions}>
          {filters.since !== ALL_TIME && (
            <Button onClick={() => change({ ...filters, since: ALL_TIME, until: null })}>{showAll}</Button>
          )}
          {isFiltered(filters) && (
            <Button onClick={() => change({ ...filters, values: {}, minMs: null, maxMs: null })}>
              {clear}
            </Button>
          )}
        </p>
      </EmptyState>
    );
  }
  return (
    <div className={classes.page} aria-busy={isPlaceholderData}>
      {error !== null && (
        <ErrorState what={texts.frame.pages.overview} error={error} onRetry={() => void refetch()} />
      )}
      <div className={classes.top}>
        <p className={classes.range}>
          {formatRange(range.since_at, range.until_at, zone)}
          {' · '}
          <Link href={href('/requests')}>{volume.requests(totals.requests)}</Link> {volume.of}{' '}
          <Link href={href('/users')}>{volume.users(totals.users)}</Link> {volume.in}{' '}
          <Link href={href('/sessions')}>{volume.sessions}</Link>
        </p>
        <CompareChoice compared={compared} />
      </div>
      {compared.error !== null && (
        <ErrorState what={texts.overview.compare.label} error={compared.error} onRetry={compared.retry} />
      )}
      <Headline data={data} compared={compared} />
      <FailureChart data={data} />
      <LatencyCharts data={data} />
      <ServerStrips data={data} />
      <WhereItHurts data={data} />
      <Evidence coverage={data.coverage} newestAt={status?.totals.last_at ?? null} />
    </div>
  );
}
