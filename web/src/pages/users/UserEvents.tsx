import { Link } from 'wouter';
import type { FailureRow, ReconnectRow } from '../../api/types.ts';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Servers } from '../../components/Servers.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** How the person's clients came back, latest first. */
export function UserReconnects({ rows }: { readonly rows: readonly ReconnectRow[] }) {
  const { one } = texts.users;
  if (rows.length === 0) return <p className="muted">{one.noReconnects}</p>;
  return (
    <SimpleTable
      label={one.reconnects}
      heads={[one.time, one.kind, one.cause, one.gap, one.usable, one.servers]}
      numbers={[3, 4]}
      rows={rows.map((row) => {
        const path = `/reconnects/${row.id}`;
        const cause = named(texts.codes.causes, row.cause ?? 'unknown');
        const kind = named(texts.codes.reconnectKinds, row.kind);
        return [
          <LinkedTime key="time" at={row.first_attempt_at} path={path} />,
          <span key="kind" title={kind.meaning}>
            {kind.name}
          </span>,
          <span key="cause" title={cause.meaning}>
            {cause.name}
          </span>,
          duration(row.gap_ms),
          duration(row.usable_ms),
          <Servers key="servers" front={row.front_end} back={row.back_end} filter={false} />,
        ];
      })}
    />
  );
}

/** What failed for the person, latest first. */
export function UserFailures({ rows }: { readonly rows: readonly FailureRow[] }) {
  const { one } = texts.users;
  if (rows.length === 0) return <p className="muted">{one.noFailures}</p>;
  return (
    <SimpleTable
      label={one.failureList}
      heads={[one.time, one.request, one.code, one.class, one.resolution, one.servers]}
      rows={rows.map((row) => {
        const path = `/requests/${row.request_id}`;
        const group = named(texts.codes.failureClasses, row.class ?? 'unknown');
        const became = row.resolution === null ? null : named(texts.codes.resolutions, row.resolution);
        return [
          <LinkedTime key="time" at={row.at} path={path} />,
          <Value key="type" value={row.request_type} />,
          <Mark key="code" tone="failed">
            {visibleText(row.name === null ? (row.code ?? '') : `${row.name} (${row.code})`)}
          </Mark>,
          <span key="class" title={group.meaning}>
            {group.name}
          </span>,
          became === null ? (
            texts.shared.none
          ) : (
            <span key="became" title={became.meaning}>
              {became.name}
            </span>
          ),
          <Servers key="servers" front={row.front_end} back={row.back_end} filter={false} />,
        ];
      })}
    />
  );
}

function LinkedTime({ at, path }: { readonly at: string | null; readonly path: string }) {
  const { href } = useFilters();
  const time = <Time at={at} />;
  return hasPage(path) ? <Link href={href(path)}>{time}</Link> : time;
}
