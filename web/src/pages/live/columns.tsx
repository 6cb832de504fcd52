import type { RequestRow } from '../../api/types.ts';
import type { Column } from '../../components/DataRow.tsx';
import { FilterValue } from '../../components/FilterValue.tsx';
import { timeWidth } from '../../components/list-columns.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import type { TailItem } from './tail.ts';

const { columns: heads } = texts.live;

const column = (
  id: keyof typeof heads,
  cell: (row: RequestRow) => React.ReactNode,
  more: Partial<Column<TailItem>> = {},
): Column<TailItem> => ({
  id,
  head: heads[id],
  cell: (item) => (item.kind === 'request' ? cell(item.row) : null),
  ...more,
});

/** The columns of the tail. */
export const columns: readonly Column<TailItem>[] = [
  column('time', ({ ended_at }) => <Time at={ended_at} />, timeWidth),
  column('outcome', (row) => <RequestCode row={row} />, { width: 200, slim: 112, grow: true }),
  column(
    'duration',
    ({ duration_ms, request_type }) => (
      // A long poll is long by design.
      <span className={request_type === 'NotificationWait' ? 'muted' : undefined}>
        <Value value={duration_ms === null ? null : formatDuration(duration_ms)} />
      </span>
    ),
    { width: 104, slim: 88, align: 'right' },
  ),
  column('type', ({ request_type }) => <FilterValue name="request_type" value={request_type} />, {
    width: 132,
  }),
  column('user', ({ user }) => <FilterValue name="user" value={user} />),
  column(
    'servers',
    ({ front_end, back_end }) => (
      <>
        <FilterValue name="server" value={front_end} /> → <FilterValue name="server" value={back_end} />
      </>
    ),
    { width: 176, grow: true, wide: true },
  ),
  column(
    'class',
    ({ failure_class: value }) =>
      value === null ? null : (
        <FilterValue
          name="failure_class"
          value={value}
          label={named(texts.codes.failureClasses, value).name}
        />
      ),
    { width: 152, wide: true },
  ),
  column('client', ({ client_ip }) => <FilterValue name="client_ip" value={client_ip} />, {
    width: 136,
    wide: true,
  }),
];
