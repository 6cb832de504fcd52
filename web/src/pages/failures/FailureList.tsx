import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { failuresQuery } from '../../api/queries.ts';
import type { FailurePage, FailureRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { ListSection } from '../../components/ListSection.tsx';
import { CodeName, serversColumn, timeColumn, userColumn } from '../../components/list-columns.tsx';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { codeName } from './CodeMeaning.tsx';

const rowsOf = (page: FailurePage): readonly FailureRow[] => page.failures;
const rowKey = ({ id }: FailureRow): number => id;

/** Each failed request, the latest first, with what became of it. */
export function FailureList() {
  const { query, href } = useFilters();
  const [code, setCode] = useParameter('code');
  const list = useInfiniteQuery(failuresQuery(query, code));
  const columns = useMemo(() => columnsFor(href), [href]);
  const rowHref = useCallback(({ request_id: id }: FailureRow) => href(`/requests/${id}`), [href]);
  const { failures } = texts;
  return (
    <ListSection
      title={failures.list}
      what={failures.what}
      aside={
        code === null ? undefined : (
          <button type="button" className="text-button" onClick={() => setCode(null)}>
            {visibleText(failures.onlyCode(code))} ✕{' '}
            <span className="visually-hidden">{failures.allCodes}</span>
          </button>
        )
      }
      list={list}
      rowsOf={rowsOf}
      empty={<p className="muted">{code === null ? failures.emptyText : failures.noneOfCode}</p>}
      columns={columns}
      rowKey={rowKey}
      rowHref={rowHref}
    />
  );
}

function columnsFor(href: (path: string) => string): Column<FailureRow>[] {
  const { columns } = texts.failures;
  return [
    timeColumn(
      columns.time,
      ({ at }) => at,
      ({ request_id: id }) => href(`/requests/${id}`),
    ),
    userColumn(columns.user),
    {
      id: 'type',
      head: columns.type,
      width: 130,
      wide: true,
      cell: ({ request_type: type }) => <Value value={type} />,
    },
    {
      id: 'code',
      head: columns.code,
      width: 208,
      slim: 144,
      grow: true,
      cell: ({ code, name, class: group }) => (
        <Mark tone="failed" title={named(texts.codes.failureClasses, group ?? 'unknown').meaning}>
          {codeName({ code, name })}
        </Mark>
      ),
    },
    {
      id: 'became',
      head: columns.resolution,
      width: 120,
      cell: ({ resolution }) =>
        resolution === null ? (
          <Value value={null} />
        ) : (
          <CodeName catalogue={texts.codes.resolutions} code={resolution} />
        ),
    },
    {
      id: 'after',
      head: columns.after,
      width: 90,
      align: 'right',
      wide: true,
      cell: ({ recovered_after_ms: ms }) => (ms === null ? texts.shared.none : formatDuration(ms)),
    },
    serversColumn(columns.servers),
  ];
}
