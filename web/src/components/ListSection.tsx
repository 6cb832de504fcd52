import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { Column } from './DataRow.tsx';
import { DataTable } from './DataTable.tsx';
import { ErrorState } from './ErrorState.tsx';
import { Section } from './Section.tsx';
import { Skeleton } from './Skeleton.tsx';

/**
 * A list that is read page by page under its heading, and what stands in its place while it loads, when it can't be
 * loaded, and when nothing is in it. `rowsOf`, `columns`, `rowKey` and `rowHref` are to be the same from one rendering to
 * the next: with them the table finds anew where each row is.
 */
export function ListSection<Page, Row extends object>({
  title,
  what,
  aside,
  lead,
  list,
  rowsOf,
  empty,
  columns,
  rowKey,
  rowHref,
}: {
  readonly title: string;
  /** What could not be loaded, as the beginning of a sentence. */
  readonly what: string;
  /** Stands at the right end of the heading. */
  readonly aside?: ReactNode;
  /** Stands between heading and list, whatever the list has. */
  readonly lead?: ReactNode;
  readonly list: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly rowsOf: (page: Page) => readonly Row[];
  readonly empty: ReactNode;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string | number;
  readonly rowHref: (row: Row) => string;
}) {
  const { data, error, isError, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const rows = useMemo(() => data?.pages.flatMap(rowsOf) ?? [], [data, rowsOf]);
  let content: ReactNode;
  if (data === undefined) {
    content = isError ? (
      <ErrorState what={what} error={error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton lines={12} />
    );
  } else if (rows.length === 0) content = empty;
  else {
    content = (
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        rowHref={rowHref}
        more={{
          has: hasNextPage,
          loading: isFetchingNextPage,
          error: isFetchNextPageError ? error : null,
          load: () => void fetchNextPage(),
        }}
      />
    );
  }
  return (
    <div aria-busy={list.isPlaceholderData}>
      <Section title={title} aside={aside}>
        {lead}
        {content}
      </Section>
    </div>
  );
}
