import type { RequestRow } from '../../api/types.ts';
import type { Step } from '../../charts/step-lanes.ts';
import type { Column } from '../../components/DataRow.tsx';
import { Mark, OutcomeMark } from '../../components/OutcomeMark.tsx';
import { Servers } from '../../components/Servers.tsx';
import { SpentBar } from '../../components/SpentBar.tsx';
import { Time } from '../../components/Time.tsx';
import { Value } from '../../components/Visible.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';

const { stepColumns: heads } = texts.sessions;

/** The columns of a request in the list of steps. */
export function stepColumns(): Column<Step>[] {
  const column = (
    id: keyof typeof heads,
    width: number,
    cell: (row: RequestRow, step: Step['step']) => React.ReactNode,
    more: Partial<Column<Step>> = {},
  ): Column<Step> => ({
    id,
    head: heads[id],
    width,
    cell: ({ step }) => (step.request === null ? null : cell(step.request, step)),
    ...more,
  });
  return [
    column('time', 108, ({ started_at: at }) => <Time at={at} show="time" />),
    column(
      'offset',
      104,
      (_, { offset_ms: ms }) => <span className="muted">{texts.sessions.offset(formatDuration(ms))}</span>,
      { align: 'right', wide: true },
    ),
    column('type', 136, ({ request_type: type }) => <Value value={type} />),
    column('outcome', 228, outcomeOf, { slim: 144, grow: true }),
    column(
      'duration',
      92,
      ({ duration_ms: ms, request_type: type }) => (
        <span className={type === 'NotificationWait' ? 'muted' : undefined}>
          <Value value={ms === null ? null : formatDuration(ms)} />
        </span>
      ),
      { align: 'right', slim: 80 },
    ),
    column('spent', 176, (row) => <SpentBar row={row} />, { grow: true, wide: true }),
    column(
      'servers',
      176,
      ({ front_end: front, back_end: back }) => <Servers front={front} back={back} filter={false} />,
      { grow: true, wide: true },
    ),
    column('address', 128, ({ client_ip: address }) => <Value value={address} />, { wide: true }),
  ];
}

/** What became of a request; of a failed one by which code, and what that means for those who rest on it. */
function outcomeOf({ outcome }: RequestRow, { failure }: Step['step']) {
  if (failure === null) return <OutcomeMark outcome={outcome} />;
  const { name, code, class: group } = failure;
  const said = name === null || name === code ? (code ?? texts.shared.none) : `${name} (${code})`;
  return (
    <Mark tone="failed" title={named(texts.codes.failureClasses, group ?? 'unknown').meaning}>
      {visibleText(said)}
    </Mark>
  );
}
