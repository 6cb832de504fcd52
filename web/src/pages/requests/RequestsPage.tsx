import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import { requestsQuery } from '../../api/queries.ts';
import type { RequestPage, RequestRow } from '../../api/types.ts';
import { CsvLink } from '../../components/CsvLink.tsx';
import type { Column } from '../../components/DataRow.tsx';
import { FilterValue } from '../../components/FilterValue.tsx';
import { ListSection } from '../../components/ListSection.tsx';
import { timeWidth } from '../../components/list-columns.tsx';
import { NothingFound } from '../../components/NothingFound.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { Servers } from '../../components/Servers.tsx';
import { SpentBar, SpentLegend } from '../../components/SpentBar.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';

const rowsOf = (page: RequestPage): readonly RequestRow[] => page.requests;
const rowKey = ({ id }: RequestRow): number => id;

/** The requests that pass the filters, the newest end first. */
export default function RequestsPage() {
  const { query, href } = useFilters();
  const list = useInfiniteQuery(requestsQuery(query));
  const columns = useMemo(() => columnsFor(href), [href]);
  const rowHref = useCallback(({ id }: RequestRow) => href(`/requests/${id}`), [href]);
  const { requests } = texts;
  return (
    <ListSection
      title={requests.list}
      what={requests.what}
      aside={
        <>
          <SpentLegend />
          <Link href={href('/sessions')}>{requests.toSessions}</Link>
          <CsvLink path="requests" query={query} />
        </>
      }
      list={list}
      rowsOf={rowsOf}
      empty={<NothingFound title={requests.empty} text={requests.emptyText} />}
      columns={columns}
      rowKey={rowKey}
      rowHref={rowHref}
    />
  );
}

function columnsFor(href: (path: string) => string): Column<RequestRow>[] {
  const { columns } = texts.requests;
  return [
    {
      id: 'ended',
      head: columns.ended,
      ...timeWidth,
      cell: ({ id, ended_at }) => (
        <Link href={href(`/requests/${id}`)}>
          <Time at={ended_at} />
        </Link>
      ),
    },
    {
      id: 'outcome',
      head: columns.outcome,
      width: 198,
      slim: 112,
      grow: true,
      cell: (row) => <RequestCode row={row} />,
    },
    {
      id: 'duration',
      head: columns.duration,
      width: 98,
      slim: 88,
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
      width: 176,
      wide: true,
      cell: (row) => <SpentBar row={row} />,
    },
    {
      id: 'user',
      head: columns.user,
      width: 112,
      grow: true,
      cell: ({ user }) => <FilterValue name="user" value={user} />,
    },
    {
      id: 'type',
      head: columns.type,
      width: 124,
      cell: ({ request_type: type }) => <FilterValue name="request_type" value={type} />,
    },
    {
      id: 'servers',
      head: columns.servers,
      width: 176,
      grow: true,
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
