import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { requestsQuery } from '../../api/queries.ts';
import type { RequestRow } from '../../api/types.ts';
import { CsvLink } from '../../components/CsvLink.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { FilterValue } from '../../components/FilterValue.tsx';
import { NothingFound } from '../../components/NothingFound.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { Section } from '../../components/Section.tsx';
import { Servers } from '../../components/Servers.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { SpentBar } from '../../components/SpentBar.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';

/** The requests that pass the filters, the newest end first. */
export default function RequestsPage() {
  const { query, href } = useFilters();
  const list = useInfiniteQuery(requestsQuery(query));
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.requests) ?? [], [list.data]);
  const columns = useMemo(() => columnsFor(href), [href]);
  const { requests } = texts;
  if (list.data === undefined) {
    return list.isError ? (
      <ErrorState what={requests.what} error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton lines={16} />
    );
  }
  if (rows.length === 0) return <NothingFound title={requests.empty} text={requests.emptyText} />;
  return (
    <Section title={requests.list} aside={<CsvLink path="requests" query={query} />}>
      <DataTable
        label={requests.list}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => href(`/requests/${id}`)}
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

function columnsFor(href: (path: string) => string): Column<RequestRow>[] {
  const { columns } = texts.requests;
  return [
    {
      id: 'ended',
      head: columns.ended,
      width: 172,
      cell: ({ id, ended_at }) => (
        <Link href={href(`/requests/${id}`)}>
          <Time at={ended_at} />
        </Link>
      ),
    },
    {
      id: 'user',
      head: columns.user,
      width: 156,
      cell: ({ user }) => <FilterValue name="user" value={user} />,
    },
    {
      id: 'type',
      head: columns.type,
      width: 132,
      cell: ({ request_type: type }) => <FilterValue name="request_type" value={type} />,
    },
    { id: 'outcome', head: columns.outcome, width: 200, cell: (row) => <RequestCode row={row} /> },
    {
      id: 'duration',
      head: columns.duration,
      width: 84,
      align: 'right',
      cell: ({ duration_ms: ms, request_type: type }) => (
        <span className={type === 'NotificationWait' ? 'muted' : undefined}>
          <Value value={ms === null ? null : formatDuration(ms)} />
        </span>
      ),
    },
    {
      id: 'spent',
      head: columns.spent,
      width: 160,
      wide: true,
      cell: (row) => <SpentBar row={row} />,
    },
    {
      id: 'servers',
      head: columns.servers,
      width: 184,
      wide: true,
      cell: ({ front_end: front, back_end: back }) => <Servers front={front} back={back} />,
    },
    {
      id: 'client',
      head: columns.client,
      width: 128,
      wide: true,
      cell: ({ client_ip: address }) => <FilterValue name="client_ip" value={address} />,
    },
  ];
}
