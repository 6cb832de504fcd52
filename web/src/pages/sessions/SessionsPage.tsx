import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { sessionsQuery } from '../../api/queries.ts';
import { CsvLink } from '../../components/CsvLink.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { NothingFound } from '../../components/NothingFound.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { sessionColumns } from './columns.tsx';

/** The Session Contexts that pass the filters, the newest start first. */
export default function SessionsPage() {
  const { query, href } = useFilters();
  const list = useInfiniteQuery(sessionsQuery(query));
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.sessions) ?? [], [list.data]);
  const columns = useMemo(() => sessionColumns(href), [href]);
  const { sessions } = texts;
  if (list.data === undefined) {
    return list.isError ? (
      <ErrorState what={sessions.what} error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton lines={16} />
    );
  }
  if (rows.length === 0) return <NothingFound title={sessions.empty} text={sessions.emptyText} />;
  return (
    <Section
      title={sessions.list}
      aside={
        <>
          <Link href={href('/requests')}>{sessions.toRequests}</Link>
          <CsvLink path="sessions" query={query} />
        </>
      }
    >
      <DataTable
        label={sessions.list}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => href(`/sessions/${id}`)}
        more={{
          has: hasNextPage,
          loading: isFetchingNextPage,
          error: isFetchNextPageError ? list.error : null,
          load: () => void fetchNextPage(),
        }}
      />
    </Section>
  );
}
