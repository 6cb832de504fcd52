import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { usersQuery } from '../../api/queries.ts';
import type { UserPage, UserRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { ListSection } from '../../components/ListSection.tsx';
import { timeWidth } from '../../components/list-columns.tsx';
import { NothingFound } from '../../components/NothingFound.tsx';
import { Time } from '../../components/Time.tsx';
import { Visible } from '../../components/Visible.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { withValue } from '../../state/filters.ts';
import { type FilterState, useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Users.module.css';
import { userPath } from './user-path.ts';

const rowsOf = (page: UserPage): readonly UserRow[] => page.users;
const rowKey = ({ user }: UserRow): string => user;

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
  const columns = useMemo(() => columnsFor(href), [href]);
  const rowHref = useCallback(({ user }: UserRow) => href(userPath(user)), [href]);
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <ListSection
      title={texts.users.list}
      what={texts.users.what}
      aside={list.data === undefined ? undefined : <span className="muted">{texts.users.total(total)}</span>}
      lead={
        <>
          <TextInput
            className={classes.find}
            aria-label={texts.users.find}
            placeholder={texts.users.findHint}
            value={typed}
            maxLength={200}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <p className="muted">{texts.users.order}</p>
        </>
      }
      list={list}
      rowsOf={rowsOf}
      empty={<NothingFound title={texts.users.empty} text={texts.users.emptyText} />}
      columns={columns}
      rowKey={rowKey}
      rowHref={rowHref}
    />
  );
}

function columnsFor(href: FilterState['href']): Column<UserRow>[] {
  const { columns } = texts.users;
  /** A count, with the way to what was counted. */
  const count = (
    id: keyof UserRow,
    head: string,
    { path, outcome, way }: { path: string; outcome?: string; way?: string },
    wide = false,
  ): Column<UserRow> => ({
    id,
    head,
    width: 108,
    slim: 96,
    align: 'right',
    ...(wide ? { wide: true } : {}),
    cell: (row) => {
      const value = Number(row[id]);
      if (value === 0) return <span className="muted">0</span>;
      const to = href(path, (filters) => {
        const theirs = withValue(filters, 'user', row.user);
        return outcome === undefined ? theirs : withValue(theirs, 'outcome', outcome);
      });
      return <Link href={way === undefined ? to : `${to}&way=${way}`}>{formatNumber(value)}</Link>;
    },
  });
  return [
    {
      id: 'user',
      head: columns.user,
      width: 176,
      slim: 168,
      grow: true,
      cell: ({ user, spellings }) => (
        <Link href={href(userPath(user))} title={spellings.map(visibleText).join('\n')}>
          <Visible text={user} full />
        </Link>
      ),
    },
    count('failures', columns.failures, { path: '/failures' }),
    count('reconnects', columns.reconnects, { path: '/reconnects' }),
    count('restarts', columns.restarts, { path: '/reconnects' }, true),
    count('resumes', columns.resumes, { path: '/reconnects', way: 'same' }, true),
    count('client_gone', columns.clientGone, { path: '/requests', outcome: 'client_gone' }, true),
    count('requests', columns.requests, { path: '/requests' }),
    count('sessions', columns.sessions, { path: '/sessions' }, true),
    {
      id: 'last_at',
      head: columns.last,
      ...timeWidth,
      wide: true,
      cell: ({ last_at: at }) => <Time at={at} />,
    },
  ];
}
