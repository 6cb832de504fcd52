import { Button, Switch } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import type { SessionRow } from '../../api/types.ts';
import { StepLanesChart } from '../../charts/StepLanesChart.tsx';
import { isPoll, type LaneChange, lanesOf, type Step } from '../../charts/step-lanes.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { shortHost } from '../../format/names.ts';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useParameter } from '../../state/use-parameter.ts';
import { named } from '../../texts/named.ts';
import { texts } from '../../texts/texts.ts';
import { Legend } from './Legend.tsx';
import classes from './Sessions.module.css';
import { StepList } from './StepList.tsx';
import type { Steps } from './use-steps.ts';
import { useZoom } from './use-zoom.ts';

/** What happened in a session: lanes over time, and under them the list of what is in sight. Both mark the same step. */
export function Timeline({ session, steps }: { readonly session: SessionRow; readonly steps: Steps }) {
  const { sessions } = texts;
  const [polls, setPolls] = useParameter('polls');
  const [only, setOnly] = useParameter('only');
  const [hover, setHover] = useState<string | null>(null);
  const [open] = useParameter('step');
  // A link to a step leads to it.
  const [active, setActive] = useState(open);
  const withoutPolls = polls === 'hidden';
  const onlyFailures = only === 'failures';
  const passing = useMemo(
    () => steps.steps.filter(({ step }) => passes(step, withoutPolls, onlyFailures)),
    [steps.steps, withoutPolls, onlyFailures],
  );
  const lanes = useMemo(() => lanesOf(passing), [passing]);
  const lengthMs = Math.max(session.ended_ms - session.started_ms, lanes.lengthMs, 1);
  const zoom = useZoom(lengthMs);
  const { fromMs, toMs, zoomed } = zoom;
  const shown = useMemo(
    () =>
      zoomed
        ? passing.filter(
            ({ step: { offset_ms: at, duration_ms: ms } }) => at <= toMs && at + (ms ?? 0) >= fromMs,
          )
        : passing,
    [passing, zoomed, fromMs, toMs],
  );
  const choose = useCallback((key: string) => setActive(key), []);
  return (
    <Section
      title={sessions.timeline}
      aside={
        <>
          <Switch
            label={sessions.hidePolls}
            checked={withoutPolls}
            onChange={(event) => setPolls(event.currentTarget.checked ? 'hidden' : null)}
          />
          <Switch
            label={sessions.onlyFailures}
            checked={onlyFailures}
            onChange={(event) => setOnly(event.currentTarget.checked ? 'failures' : null)}
          />
          <span className={classes.zoom}>
            <Button onClick={zoom.closer} aria-label={sessions.zoomIn}>
              +
            </Button>
            <Button onClick={zoom.wider} disabled={!zoomed} aria-label={sessions.zoomOut}>
              −
            </Button>
            <Button onClick={zoom.reset} disabled={!zoomed}>
              {sessions.whole}
            </Button>
          </span>
        </>
      }
    >
      {lanes.lanes.length > 0 && (
        <StepLanesChart
          label={sessions.lanes}
          lanes={lanes}
          startMs={session.started_ms}
          fromMs={fromMs}
          toMs={toMs}
          labelOf={labelOf}
          hover={hover}
          active={active}
          onHover={setHover}
          onChoose={choose}
          onZoom={zoom.to}
        />
      )}
      <div className={classes.underLanes}>
        <Legend />
        <span className="muted" role="status">
          {steps.hasMore
            ? sessions.loading(formatNumber(steps.steps.length), formatNumber(steps.total))
            : sessions.shown(formatNumber(shown.length), formatNumber(steps.total))}
        </span>
        {steps.hasMore && !steps.loading && steps.error === null && (
          <button type="button" className="text-button" onClick={steps.loadMore}>
            {sessions.loadMore}
          </button>
        )}
      </div>
      {steps.error !== null && (
        <ErrorState what={sessions.stepsFailed} error={steps.error} onRetry={steps.loadMore} />
      )}
      {shown.length === 0 ? (
        <p>
          {sessions.nothing}{' '}
          <button
            type="button"
            className="text-button"
            onClick={() => {
              if (onlyFailures) setOnly(null);
              else if (withoutPolls) setPolls(null);
              else zoom.reset();
            }}
          >
            {sessions.everything}
          </button>
        </p>
      ) : (
        <StepList
          session={session}
          steps={shown}
          hover={hover}
          onHover={setHover}
          active={active}
          onActive={setActive}
        />
      )}
    </Section>
  );
}

/** Whether a step is shown: without polls and with failures alone, what is no request still tells the way. */
function passes(step: Step['step'], withoutPolls: boolean, onlyFailures: boolean): boolean {
  if (step.kind === 'gap' || step.kind === 'end') return true;
  if (step.kind !== 'request') return !onlyFailures;
  if (onlyFailures && step.request?.outcome !== 'failed') return false;
  return !withoutPolls || !isPoll(step) || step.request?.outcome === 'failed';
}

/** What stands at a change in the lanes, as short as can be. */
function labelOf({ kind, from, to }: LaneChange): string {
  const { none } = texts.shared;
  if (kind === 'end') return named(texts.codes.endReasons, to ?? '').name;
  const short = (text: string | null): string =>
    text === null ? none : visibleText(kind === 'address' ? text : shortHost(text)).slice(0, 60);
  return texts.sessions.changedShort(short(from), short(to));
}
