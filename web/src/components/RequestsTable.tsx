import { useMemo } from 'react';
import { Link } from 'wouter';
import type { RequestRow } from '../api/types.ts';
import { formatDuration } from '../format/durations.ts';
import { visibleText } from '../format/visible-text.ts';
import { hasPage } from '../pages/pages.ts';
import { useFilters } from '../state/use-filters.ts';
import { texts } from '../texts/texts.ts';
import { RequestCode } from './RequestCode.tsx';
import { SimpleTable } from './SimpleTable.tsx';
import { Time } from './Time.tsx';
import { Value } from './Visible.tsx';

/** A few requests in the order of time, each with a link to its evidence. */
export function RequestsTable({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly RequestRow[];
}) {
  const { href } = useFilters();
  const { columns } = texts.reconnects.one;
  const inOrder = useMemo(() => rows.toSorted((a, b) => a.started_ms - b.started_ms), [rows]);
  return (
    <SimpleTable
      label={label}
      heads={[columns.time, columns.type, columns.outcome, columns.duration, columns.servers]}
      numbers={[3]}
      rows={inOrder.map((row) => {
        const path = `/requests/${row.id}`;
        const time = <Time key="time" at={row.started_at} />;
        return [
          hasPage(path) ? (
            <Link key="time" href={href(path)}>
              {time}
            </Link>
          ) : (
            time
          ),
          <Value key="type" value={row.request_type} />,
          <RequestCode key="outcome" row={row} />,
          row.duration_ms === null ? texts.shared.none : formatDuration(row.duration_ms),
          visibleText(`${row.front_end ?? texts.shared.none} → ${row.back_end ?? texts.shared.none}`),
        ];
      })}
    />
  );
}
