import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { formatDuration } from '../format/durations.ts';
import { formatTime } from '../format/times.ts';
import { visibleText } from '../format/visible-text.ts';
import { useZone } from '../state/use-zone.ts';
import { texts } from '../texts/texts.ts';
import { AXIS_PX, HEAD_PX, LANE_PX, PAD_PX, paintLanes } from './paint-lanes.ts';
import classes from './StepLanesChart.module.css';
import { type LaneChange, type StepLanes, stepAt, type View, xOf } from './step-lanes.ts';
import { tickText, timeTicks } from './ticks.ts';
import { useColours } from './use-colours.ts';

interface Props {
  readonly label: string;
  readonly lanes: StepLanes;
  /** When the session started, epoch milliseconds. */
  readonly startMs: number;
  /** What is in sight, milliseconds since the start. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly labelOf: (change: LaneChange) => string;
  /** Keys of the steps that are pointed at, and marked. */
  readonly hover: string | null;
  readonly active: string | null;
  readonly onHover: (key: string | null) => void;
  readonly onChoose: (key: string) => void;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** How near to a step the pointer has to be, pixels. */
const REACH_PX = 4;
/** A shorter drag is a click, pixels. */
const CLICK_PX = 4;

/** The requests of a session by type over time. The list of steps has the same, so it is a picture to those who hear it. */
export function StepLanesChart(props: Props) {
  const { label, lanes, startMs, fromMs, toMs, labelOf, hover, active } = props;
  const { ref: box, width: wholeWidth } = useElementSize();
  const width = Math.max(wholeWidth - 2 * PAD_PX, 0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const colours = useColours();
  const { zone } = useZone();
  const view: View = useMemo(() => ({ fromMs, toMs, width }), [fromMs, toMs, width]);
  const height = HEAD_PX + lanes.lanes.length * LANE_PX + AXIS_PX;

  useEffect(() => {
    const element = canvas.current;
    const to = element?.getContext('2d');
    if (element === null || to == null || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round((width + 2 * PAD_PX) * ratio);
    element.height = Math.round(height * ratio);
    to.setTransform(ratio, 0, 0, ratio, PAD_PX * ratio, 0);
    const { stepMs, at } = timeTicks(startMs + fromMs, startMs + toMs, Math.max(2, Math.floor(width / 90)));
    paintLanes(to, {
      lanes,
      view,
      colours,
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
      labelOf,
      gapLabel: (ms) => texts.sessions.idle(formatDuration(ms)),
      ticks: at.map((ms) => {
        const written = formatTime(ms, zone);
        return { ms: ms - startMs, text: written === null ? '' : tickText(stepMs, written) };
      }),
    });
  }, [lanes, view, colours, labelOf, zone, startMs, fromMs, toMs, width, height]);

  const msAt = (x: number): number => fromMs + (x / Math.max(width, 1)) * (toMs - fromMs);
  const pointOf = (event: PointerEvent<HTMLElement>): readonly [number, number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [Math.min(Math.max(event.clientX - left - PAD_PX, 0), width), event.clientY - top];
  };
  const keyAt = ([x, y]: readonly [number, number]): string | null => {
    const reachMs = (REACH_PX / Math.max(width, 1)) * (toMs - fromMs);
    const lane = lanes.lanes[Math.floor((y - HEAD_PX) / LANE_PX)];
    if (lane !== undefined && y >= HEAD_PX) {
      const found = stepAt(lane, msAt(x), reachMs);
      if (found !== null) return found.key;
    }
    const near = lanes.changes.find(({ atMs }) => Math.abs(xOf(atMs, view) - x) <= REACH_PX);
    const inside = lanes.gaps.find((gap) => gap.fromMs <= msAt(x) && msAt(x) <= gap.toMs);
    return (near ?? inside)?.key ?? null;
  };
  const release = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event);
    const from = drag?.[0] ?? point[0];
    setDrag(null);
    if (Math.abs(point[0] - from) > CLICK_PX) {
      const ends = [msAt(from), msAt(point[0])] as const;
      props.onZoom(Math.min(...ends), Math.max(...ends));
      return;
    }
    const key = keyAt(point);
    if (key !== null) props.onChoose(key);
  };
  return (
    <figure className={classes.chart} aria-label={label}>
      <div className={classes.names} style={{ paddingTop: HEAD_PX }} aria-hidden="true">
        {lanes.lanes.map(({ type }) => (
          <div key={type} style={{ height: LANE_PX }} title={visibleText(type)}>
            {visibleText(type === '' ? texts.shared.noValue : type)}
          </div>
        ))}
      </div>
      <div
        ref={box}
        className={classes.box}
        style={{ height }}
        aria-hidden="true"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const [x] = pointOf(event);
          setDrag([x, x]);
        }}
        onPointerMove={(event) => {
          const point = pointOf(event);
          if (drag !== null) setDrag([drag[0], point[0]]);
          else props.onHover(keyAt(point));
        }}
        onPointerLeave={() => props.onHover(null)}
        onPointerUp={release}
        onPointerCancel={() => setDrag(null)}
      >
        <canvas ref={canvas} />
        <Outline lanes={lanes} view={view} step={hover} kind="hover" />
        <Outline lanes={lanes} view={view} step={active} kind="active" />
        {drag !== null && (
          <span
            className={classes.drag}
            style={{ left: Math.min(...drag) + PAD_PX, width: Math.abs(drag[1] - drag[0]) }}
          />
        )}
      </div>
    </figure>
  );
}

/** A line round a step. */
function Outline({
  lanes,
  view,
  step,
  kind,
}: {
  readonly lanes: StepLanes;
  readonly view: View;
  readonly step: string | null;
  readonly kind: 'hover' | 'active';
}) {
  const found = useMemo(() => (step === null ? null : placeOf(lanes, step)), [lanes, step]);
  if (found === null) return null;
  const x = Math.max(xOf(found.fromMs, view), 0);
  const end = Math.min(xOf(found.toMs, view), view.width);
  if (end < 0 || x > view.width) return null;
  return (
    <span
      className={classes.outline}
      data-kind={kind}
      style={{
        left: x - 3 + PAD_PX,
        width: Math.max(end - x, 0) + 6,
        top: found.lane === null ? HEAD_PX : HEAD_PX + found.lane * LANE_PX + 2,
        height: (found.lane === null ? lanes.lanes.length * LANE_PX : LANE_PX) - 4,
      }}
    />
  );
}

/** Where a step is drawn; lane null means all of them. */
function placeOf(lanes: StepLanes, key: string) {
  for (const [lane, { steps }] of lanes.lanes.entries()) {
    const step = steps.find((one) => one.key === key);
    if (step !== undefined) return { lane, fromMs: step.fromMs, toMs: step.toMs };
  }
  const gap = lanes.gaps.find((one) => one.key === key);
  if (gap !== undefined) return { lane: null, fromMs: gap.fromMs, toMs: gap.toMs };
  const change = lanes.changes.find((one) => one.key === key);
  return change === undefined ? null : { lane: null, fromMs: change.atMs, toMs: change.atMs };
}
