import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { usersQuery } from '../../api/queries.ts';
import type { UserRow } from '../../api/types.ts';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { Visible } from '../../components/Visible.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';

/** Everybody who has requests in the range, those with the most trouble first. */
export default function UsersPage() {
  const { query, href } = useFilters();
  const [wanted, setWanted] = useParameter('q');
  const [typed, setTyped] = useState(wanted ?? '');
  const [settled] = useDebouncedValue(typed, 250);
  useEffect(() => {
    setWanted(settled === '' ? null : settled);
  }, [settled, setWanted]);
  const list = useInfiniteQuery(usersQuery(query, wanted ?? ''));
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const rows = useMemo(() => list.data?.pages.flatMap(({ users }) => users) ?? [], [list.data]);
  const columns = useMemo(() => columnsFor(href), [href]);
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <Section
      title={texts.users.list}
      aside={list.data === undefined ? null : <span className="muted">{texts.users.total(total)}</span>}
    >
      <TextInput
        aria-label={texts.users.find}
        placeholder={texts.users.findHint}
        value={typed}
        maxLength={200}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <p className="muted">{texts.users.order}</p>
      {list.isError && rows.length === 0 ? (
        <ErrorState what={texts.users.what} error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Skeleton lines={12} />
      ) : rows.length === 0 ? (
        <EmptyState title={texts.users.empty}>{texts.users.emptyText}</EmptyState>
      ) : (
        <DataTable
          label={texts.shared.table.of(texts.users.list)}
          columns={columns}
          rows={rows}
          rowKey={({ user }) => user}
          rowHref={({ user }) => href(userPath(user))}
          more={{
            has: hasNextPage,
            loading: isFetchingNextPage,
            error: isFetchNextPageError ? list.error : null,
            load: () => void fetchNextPage(),
          }}
        />
      )}
    </Section>
  );
}

/** Where a person's page is. */
export const userPath = (user: string): string => `/users/${encodeURIComponent(user)}`;

function columnsFor(href: (path: string) => string): Column<UserRow>[] {
  const { columns } = texts.users;
  const count = (id: keyof UserRow, head: string, wide = false): Column<UserRow> => ({
    id,
    head,
    width: 112,
    align: 'right',
    ...(wide ? { wide: true } : {}),
    cell: (row) => {
      const value = Number(row[id]);
      return value === 0 ? <span className="muted">0</span> : formatNumber(value);
    },
  });
  return [
    {
      id: 'user',
      head: columns.user,
      cell: ({ user, spellings }) => (
        <Link href={href(userPath(user))} title={spellings.join('\n')}>
          <Visible text={user} full />
        </Link>
      ),
    },
    count('failures', columns.failures),
    count('reconnects', columns.reconnects),
    count('restarts', columns.restarts, true),
    count('resumes', columns.resumes, true),
    count('client_gone', columns.clientGone, true),
    count('requests', columns.requests),
    count('sessions', columns.sessions, true),
    {
      id: 'last_at',
      head: columns.last,
      width: 200,
      wide: true,
      cell: ({ last_at: at }) => <Time at={at} />,
    },
  ];
}
