import { Link } from 'wouter';
import type { SessionRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { FilterValue } from '../../components/FilterValue.tsx';
import { timeWidth } from '../../components/list-columns.tsx';
import { Mark } from '../../components/OutcomeMark.tsx';
import { Servers } from '../../components/Servers.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';

/** What a session's client calls itself: program, version and mode. */
export function clientOf(row: SessionRow): string | null {
  const said = [row.client_software, row.client_version, row.client_mode].filter((one) => one !== null);
  return said.length === 0 ? null : said.join(' ');
}

/** The columns of a list of sessions; `href` makes links that keep the filters. */
export function sessionColumns(href: (path: string) => string): Column<SessionRow>[] {
  const { columns } = texts.sessions;
  return [
    {
      id: 'started',
      head: columns.started,
      ...timeWidth,
      cell: ({ id, started_at: at }) => (
        <Link href={href(`/sessions/${id}`)}>
          <Time at={at} />
        </Link>
      ),
    },
    {
      id: 'user',
      head: columns.user,
      width: 164,
      grow: true,
      cell: ({ user }) => <FilterValue name="user" value={user} />,
    },
    {
      id: 'client',
      head: columns.client,
      width: 240,
      grow: true,
      wide: true,
      cell: (row) => {
        const client = clientOf(row);
        return client === null ? (
          <Value value={null} />
        ) : (
          <span title={visibleText(client)}>
            <Visible text={client} />
          </span>
        );
      },
    },
    {
      id: 'servers',
      head: columns.servers,
      width: 184,
      grow: true,
      wide: true,
      cell: ({ front_ends: fronts, back_end: back }) => <Servers front={fronts} back={back} />,
    },
    {
      id: 'duration',
      head: columns.duration,
      width: 104,
      slim: 92,
      align: 'right',
      cell: ({ started_ms: from, ended_ms: to }) => formatDuration(to - from),
    },
    {
      id: 'requests',
      head: columns.requests,
      width: 92,
      align: 'right',
      cell: ({ requests }) => formatNumber(requests),
    },
    {
      id: 'failures',
      head: columns.failures,
      width: 72,
      align: 'right',
      cell: ({ failures }) =>
        failures === 0 ? <Zero /> : <Mark tone="failed">{formatNumber(failures)}</Mark>,
    },
    {
      id: 'missing',
      head: columns.missing,
      title: columns.missingMeaning,
      width: 84,
      align: 'right',
      wide: true,
      cell: ({ missing_requests: missing }) =>
        missing === null ? <Value value={null} /> : missing === 0 ? <Zero /> : formatNumber(missing),
    },
    {
      id: 'resumes',
      head: columns.resumes,
      title: columns.resumesMeaning,
      width: 92,
      align: 'right',
      wide: true,
      cell: ({ resumes }) => (resumes === 0 ? <Zero /> : formatNumber(resumes)),
    },
    {
      id: 'end',
      head: columns.end,
      width: 104,
      cell: ({ end_reason: reason }) => {
        const { name, meaning } = named(texts.codes.endReasons, reason);
        return <span title={meaning}>{name}</span>;
      },
    },
  ];
}

/** A nothing that need not be read. */
function Zero() {
  return <span className="muted">0</span>;
}
