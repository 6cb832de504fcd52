import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import type { SessionRow, TimelineStep } from '../../api/types.ts';
import type { Step } from '../../charts/step-lanes.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { RequestEvidence } from '../../components/evidence/RequestEvidence.tsx';
import { Time } from '../../components/Time.tsx';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useFilters } from '../../state/use-filters.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Sessions.module.css';
import { stepColumns } from './step-columns.tsx';

/** The steps of a session in order; a request opens to its evidence. */
export function StepList({
  session,
  steps,
  hover,
  onHover,
  active,
  onActive,
}: {
  readonly session: SessionRow;
  readonly steps: readonly Step[];
  readonly hover: string | null;
  readonly onHover: (key: string | null) => void;
  readonly active: string | null;
  readonly onActive: (key: string | null) => void;
}) {
  const { href } = useFilters();
  const [open, setOpen] = useParameter('step');
  const columns = useMemo(() => stepColumns(), []);
  const across = useCallback(
    ({ step }: Step) =>
      step.kind === 'request' ? null : <Between step={step} startMs={session.started_ms} />,
    [session.started_ms],
  );
  const detail = useCallback(
    ({ step: { request } }: Step) =>
      request === null ? null : (
        <>
          <RequestEvidence id={request.id} />
          <p className={classes.toRequest}>
            <Link href={href(`/requests/${request.id}`)}>{texts.sessions.request}</Link>
          </p>
        </>
      ),
    [href],
  );
  return (
    <DataTable
      label={texts.sessions.steps}
      columns={columns}
      rows={steps}
      rowKey={keyOf}
      across={across}
      detail={detail}
      roomy
      openKey={open}
      onOpen={setOpen}
      activeKey={active}
      onActive={onActive}
      hoverKey={hover}
      onHover={onHover}
    />
  );
}

const keyOf = ({ key }: Step): string => key;

/** A step that is no request: a gap, a change, the end. */
function Between({ step, startMs }: { readonly step: TimelineStep; readonly startMs: number }) {
  return (
    <span className={classes.between} data-kind={step.kind}>
      <Time at={new Date(startMs + step.offset_ms).toISOString()} show="time" />
      <span>{textOf(step)}</span>
    </span>
  );
}

function textOf({ kind, duration_ms: ms, from, to }: TimelineStep): string {
  const { sessions, codes, shared } = texts;
  if (kind === 'gap') return sessions.idleLong(formatDuration(ms ?? 0));
  if (kind === 'end') {
    const { name, meaning } = named(codes.endReasons, to ?? '');
    return sessions.ended(visibleText(name), meaning);
  }
  if (kind === 'request') return '';
  return sessions.changed(
    sessions.changes[kind],
    visibleText(from ?? shared.none),
    visibleText(to ?? shared.none),
  );
}
