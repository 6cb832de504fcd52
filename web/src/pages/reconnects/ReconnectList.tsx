import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { reconnectsQuery } from '../../api/queries.ts';
import type { ReconnectPage, ReconnectRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { ListSection } from '../../components/ListSection.tsx';
import { CodeName, serversColumn, timeColumn, userColumn } from '../../components/list-columns.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber } from '../../format/numbers.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { texts } from '../../texts/texts.ts';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

const rowsOf = (page: ReconnectPage): readonly ReconnectRow[] => page.reconnects;
const rowKey = ({ id }: ReconnectRow): number => id;

/** Each client that came back, the slowest or the newest first. */
export function ReconnectList({ kinds }: { readonly kinds: readonly ReconnectRow['kind'][] }) {
  const { query, href } = useFilters();
  const [sortText, setSort] = useParameter('sort');
  const sort = sortText === 'newest' ? 'newest' : 'slowest';
  const list = useInfiniteQuery(reconnectsQuery(query, sort, kinds));
  const columns = useMemo(() => columnsFor(href), [href]);
  const rowHref = useCallback(({ id }: ReconnectRow) => href(`/reconnects/${id}`), [href]);
  const { reconnects } = texts;
  return (
    <ListSection
      title={reconnects.each}
      what={reconnects.list}
      aside={
        <SegmentedControl
          aria-label={reconnects.sort}
          data={[
            { value: 'slowest', label: reconnects.slowest },
            { value: 'newest', label: reconnects.newest },
          ]}
          value={sort}
          onChange={(value) => setSort(value === 'slowest' ? null : value)}
        />
      }
      list={list}
      rowsOf={rowsOf}
      empty={<p className="muted">{reconnects.emptyText}</p>}
      columns={columns}
      rowKey={rowKey}
      rowHref={rowHref}
    />
  );
}

function columnsFor(href: (path: string) => string): Column<ReconnectRow>[] {
  const { columns } = texts.reconnects;
  const time = (
    id: 'gap_ms' | 'connect_ms' | 'usable_ms',
    head: string,
    wide = false,
  ): Column<ReconnectRow> => ({
    id,
    head,
    width: 132,
    slim: 104,
    align: 'right',
    ...(wide ? { wide: true } : {}),
    cell: (row) => duration(row[id]),
  });
  return [
    timeColumn(
      columns.time,
      ({ first_attempt_at: at }) => at,
      ({ id }) => href(`/reconnects/${id}`),
    ),
    userColumn(columns.user),
    {
      id: 'kind',
      head: columns.kind,
      width: 96,
      wide: true,
      cell: ({ kind }) => <CodeName catalogue={texts.codes.reconnectKinds} code={kind} />,
    },
    {
      id: 'cause',
      head: columns.cause,
      width: 120,
      slim: 96,
      cell: ({ cause }) => <CodeName catalogue={texts.codes.causes} code={cause ?? 'unknown'} />,
    },
    time('gap_ms', columns.gap, true),
    time('connect_ms', columns.connect, true),
    time('usable_ms', columns.usable),
    {
      id: 'attempts',
      head: columns.attempts,
      width: 100,
      align: 'right',
      wide: true,
      cell: ({ attempts }) => formatNumber(attempts),
    },
    serversColumn(columns.servers),
    {
      id: 'client',
      head: columns.client,
      width: 144,
      wide: true,
      cell: ({ client_version: version }) => <Value value={version} />,
    },
  ];
}
