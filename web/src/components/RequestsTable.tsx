import { useMemo } from 'react';
import { Link } from 'wouter';
import type { RequestRow } from '../api/types.ts';
import { formatDuration } from '../format/durations.ts';
import { formatStatusCode } from '../format/numbers.ts';
import { visibleText } from '../format/visible-text.ts';
import { hasPage } from '../pages/pages.ts';
import { useFilters } from '../state/use-filters.ts';
import { texts } from '../texts/texts.ts';
import { OutcomeMark } from './OutcomeMark.tsx';
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
      heads={[columns.time, columns.type, columns.outcome, columns.duration, columns.servers, columns.code]}
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
          <OutcomeMark key="outcome" outcome={row.outcome} />,
          row.duration_ms === null ? texts.shared.none : formatDuration(row.duration_ms),
          visibleText(`${row.front_end ?? texts.shared.none} → ${row.back_end ?? texts.shared.none}`),
          <Value key="code" value={codeOf(row)} />,
        ];
      })}
    />
  );
}

/** The code that tells what failed, the back end's first: HTTP 200 hides it. */
export function codeOf(row: RequestRow): string | null {
  const { response_code: response, status_code: status, error_code: error, http_status: http } = row;
  if (response !== null && response !== 0) return `ResponseCode ${response}`;
  if (typeof status === 'number' && status !== 0) return `StatusCode ${formatStatusCode(status)}`;
  if (error !== null) return String(error);
  return typeof http === 'number' && http >= 400 ? `HTTP ${http}` : null;
}
