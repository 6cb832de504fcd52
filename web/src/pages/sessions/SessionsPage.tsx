import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import { sessionsQuery } from '../../api/queries.ts';
import type { SessionPage, SessionRow } from '../../api/types.ts';
import { CsvLink } from '../../components/CsvLink.tsx';
import { ListSection } from '../../components/ListSection.tsx';
import { NothingFound } from '../../components/NothingFound.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { sessionColumns } from './columns.tsx';

const rowsOf = (page: SessionPage): readonly SessionRow[] => page.sessions;
const rowKey = ({ id }: SessionRow): number => id;

/** The Session Contexts that pass the filters, the newest start first. */
export default function SessionsPage() {
  const { query, href } = useFilters();
  const list = useInfiniteQuery(sessionsQuery(query));
  const columns = useMemo(() => sessionColumns(href), [href]);
  const rowHref = useCallback(({ id }: SessionRow) => href(`/sessions/${id}`), [href]);
  const { sessions } = texts;
  return (
    <ListSection
      title={sessions.list}
      what={sessions.what}
      aside={
        <>
          <Link href={href('/requests')}>{sessions.toRequests}</Link>
          <CsvLink path="sessions" query={query} />
        </>
      }
      list={list}
      rowsOf={rowsOf}
      empty={<NothingFound title={sessions.empty} text={sessions.emptyText} />}
      columns={columns}
      rowKey={rowKey}
      rowHref={rowHref}
    />
  );
}
