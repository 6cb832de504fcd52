import { barsOf, type LaneChange, type LaneStep, type StepLanes, type View, xOf } from './step-lanes.ts';
import type { Colours } from './use-colours.ts';

/** Pixels of the parts of the chart, from the top down. */
export const HEAD_PX = 22;
export const LANE_PX = 26;
export const AXIS_PX = 22;
/** Room at either side, so that marks at the ends are whole. */
export const PAD_PX = 8;

/** What is drawn. */
export interface Picture {
  readonly lanes: StepLanes;
  readonly view: View;
  readonly colours: Colours;
  /** The font of the page. */
  readonly font: string;
  /** What a change is called. */
  readonly labelOf: (change: LaneChange) => string;
  readonly gapLabel: (ms: number) => string;
  /** Round points in time and what is written there. */
  readonly ticks: readonly { readonly ms: number; readonly text: string }[];
}

/** Draws a session as lanes. */
export function paintLanes(to: CanvasRenderingContext2D, picture: Picture): void {
  const { lanes, view, colours } = picture;
  const height = HEAD_PX + lanes.lanes.length * LANE_PX;
  to.clearRect(-PAD_PX, 0, view.width + 2 * PAD_PX, height + AXIS_PX);
  to.font = picture.font;
  to.textBaseline = 'middle';
  paintTicks(to, picture, height);
  lanes.lanes.forEach((_, i) => {
    to.fillStyle = colours('--line');
    to.fillRect(0, HEAD_PX + (i + 1) * LANE_PX - 1, view.width, 1);
  });
  paintGaps(to, picture, height);
  lanes.lanes.forEach((lane, i) => {
    const middle = HEAD_PX + i * LANE_PX + LANE_PX / 2;
    let marked = Number.NEGATIVE_INFINITY;
    let markedKind: LaneStep['kind'] = 'ok';
    for (const { x, width, kind, poll } of barsOf(lane, view)) {
      // A long poll is long by design: thin and pale, whatever became of it.
      const thick = poll ? 6 : 14;
      to.fillStyle = colours(poll ? '--volume-soft' : bars[kind]);
      // Bars next to each other stay apart where there is room.
      to.fillRect(x, middle - thick / 2, width > 4 ? width - 1 : width, thick);
      const end = x + (poll ? width : Math.min(width, 4) / 2);
      if (kind === 'ok' || end > view.width + 4) continue;
      if (kind === markedKind && end - marked < 9) continue;
      marked = end;
      markedKind = kind;
      paintMark(to, kind, end, middle, colours);
    }
  });
  paintChanges(to, picture, height);
}

const bars = { ok: '--volume', challenge: '--volume-soft', gone: '--gone', failed: '--failed' } as const;

function paintMark(
  to: CanvasRenderingContext2D,
  kind: LaneStep['kind'],
  x: number,
  y: number,
  colours: Colours,
): void {
  const size = 4;
  const shape = new Path2D();
  if (kind === 'failed') {
    shape.moveTo(x - size, y - size);
    shape.lineTo(x + size, y + size);
    shape.moveTo(x + size, y - size);
    shape.lineTo(x - size, y + size);
  } else if (kind === 'gone') {
    shape.moveTo(x + size, y - size - 1);
    shape.lineTo(x - size, y);
    shape.lineTo(x + size, y + size + 1);
    shape.closePath();
  } else shape.arc(x, y, size - 0.5, 0, 2 * Math.PI);
  // On the colour of the ground, so that it is seen over a bar of its own colour.
  to.strokeStyle = colours('--ground');
  to.lineWidth = 5;
  to.stroke(shape);
  to.strokeStyle = colours(kind === 'failed' ? '--failed' : kind === 'gone' ? '--gone' : '--unknown');
  to.lineWidth = 2;
  if (kind !== 'failed') {
    to.lineWidth = 1.5;
    to.fillStyle = colours('--ground');
    to.fill(shape);
  }
  to.stroke(shape);
}

function paintGaps(to: CanvasRenderingContext2D, picture: Picture, height: number): void {
  const { lanes, view, colours, gapLabel } = picture;
  for (const { fromMs, toMs } of lanes.gaps) {
    const x = Math.max(xOf(fromMs, view), 0);
    const end = Math.min(xOf(toMs, view), view.width);
    if (end - x < 2) continue;
    to.save();
    to.beginPath();
    to.rect(x, HEAD_PX, end - x, height - HEAD_PX);
    to.clip();
    to.strokeStyle = colours('--line');
    to.lineWidth = 1;
    to.beginPath();
    for (let at = x - height; at < end; at += 7) {
      to.moveTo(at, height);
      to.lineTo(at + height, 0);
    }
    to.stroke();
    to.restore();
    const text = gapLabel(toMs - fromMs);
    const wide = to.measureText(text).width;
    if (wide + 12 > end - x) continue;
    const middle = HEAD_PX + (height - HEAD_PX) / 2;
    to.fillStyle = colours('--ground');
    to.fillRect((x + end - wide) / 2 - 4, middle - 9, wide + 8, 18);
    to.fillStyle = colours('--muted');
    to.textAlign = 'left';
    to.fillText(text, (x + end - wide) / 2, middle);
  }
}

/** Changes as rules with their labels; a label that has no room is left to the pointer. */
function paintChanges(to: CanvasRenderingContext2D, picture: Picture, height: number): void {
  const { lanes, view, colours, labelOf } = picture;
  const taken: [number, number][] = [];
  const rank = { end: 0, back_end: 1, address: 2, front_end: 3 };
  for (const change of lanes.changes.toSorted((a, b) => rank[a.kind] - rank[b.kind])) {
    const x = Math.round(xOf(change.atMs, view)) + 0.5;
    if (x < 0 || x > view.width + 1) continue;
    const minor = change.kind === 'front_end';
    to.strokeStyle = colours(minor ? '--strong-line' : '--muted');
    to.lineWidth = 1;
    to.setLineDash(change.kind === 'end' ? [] : minor ? [1, 3] : [4, 3]);
    to.beginPath();
    to.moveTo(Math.min(x, view.width - 0.5), HEAD_PX - 4);
    to.lineTo(Math.min(x, view.width - 0.5), height);
    to.stroke();
    to.setLineDash([]);
    const text = labelOf(change);
    const wide = to.measureText(text).width;
    const start = x + wide + 2 > view.width ? x - wide - 4 : x;
    if (start < 0 || taken.some(([from, end]) => start < end + 8 && start + wide > from - 8)) continue;
    taken.push([start, start + wide]);
    to.fillStyle = colours('--text');
    to.textAlign = 'left';
    to.fillText(text, start, HEAD_PX / 2 - 1);
  }
}

function paintTicks(to: CanvasRenderingContext2D, { ticks, view, colours }: Picture, height: number): void {
  to.textAlign = 'left';
  for (const { ms, text } of ticks) {
    const x = Math.round(xOf(ms, view)) + 0.5;
    to.fillStyle = colours('--line');
    to.fillRect(x - 0.5, HEAD_PX, 1, height - HEAD_PX + 6);
    to.fillStyle = colours('--muted');
    if (x + to.measureText(text).width + 4 < view.width) to.fillText(text, x + 3, height + AXIS_PX / 2 + 1);
  }
}
