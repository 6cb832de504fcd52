import type { TimelineStep } from '../api/types.ts';

/** A step of a session with its number in it. */
export interface Step {
  readonly key: string;
  readonly step: TimelineStep;
}

/** How a request is drawn. */
export type BarKind = 'ok' | 'challenge' | 'gone' | 'failed';

/** A request in its lane; times are milliseconds since the session's start. */
export interface LaneStep {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: BarKind;
  /** Whether it is a long poll: long by design. */
  readonly poll: boolean;
}

/** The requests of one type. */
export interface StepLane {
  readonly type: string;
  /** In the order of their starts. */
  readonly steps: readonly LaneStep[];
  /** How long the longest one took: none that starts earlier than that reaches a point in time. */
  readonly longestMs: number;
}

/** Nothing was under way. */
export interface LaneGap {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Something changed: the client's address, a server; or the session ended. */
export interface LaneChange {
  readonly key: string;
  readonly atMs: number;
  readonly kind: 'address' | 'front_end' | 'back_end' | 'end';
  readonly from: string | null;
  readonly to: string | null;
}

/** A session as lanes. */
export interface StepLanes {
  readonly lanes: readonly StepLane[];
  readonly gaps: readonly LaneGap[];
  readonly changes: readonly LaneChange[];
  /** Where the last step ends. */
  readonly lengthMs: number;
}

const kinds: Readonly<Record<string, BarKind>> = {
  ok: 'ok',
  challenge: 'challenge',
  client_gone: 'gone',
  failed: 'failed',
};
/** What begins a session stands on top, what waits and what ends it below; everything else between, as it comes. */
const first = ['Connect', 'Bind', 'Execute'];
const last = ['NotificationWait', 'PING', 'Disconnect', 'Unbind'];

/** Sorts the steps of a session into lanes. */
export function lanesOf(steps: readonly Step[]): StepLanes {
  const byType = new Map<string, LaneStep[]>();
  const gaps: LaneGap[] = [];
  const changes: LaneChange[] = [];
  let lengthMs = 0;
  for (const { key, step } of steps) {
    const { kind, request, offset_ms: fromMs } = step;
    const toMs = fromMs + (step.duration_ms ?? 0);
    lengthMs = Math.max(lengthMs, toMs);
    if (kind === 'gap') gaps.push({ key, fromMs, toMs });
    else if (kind !== 'request') changes.push({ key, atMs: fromMs, kind, from: step.from, to: step.to });
    else if (request !== null) {
      const type = request.request_type ?? '';
      const lane = byType.get(type) ?? [];
      byType.set(type, lane);
      lane.push({ key, fromMs, toMs, kind: kinds[request.outcome] ?? 'ok', poll: isPoll(step) });
    }
  }
  const lanes = [...byType].map(([type, inLane]) => ({
    type,
    steps: inLane,
    longestMs: inLane.reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0),
  }));
  const place = ({ type }: StepLane): number => {
    const early = first.indexOf(type);
    if (early >= 0) return early;
    const late = last.indexOf(type);
    return late >= 0 ? 1000 + late : 500;
  };
  return { lanes: lanes.sort((a, b) => place(a) - place(b)), gaps, changes, lengthMs };
}

/** Whether a step is a request that waits for something to happen. */
export function isPoll({ request }: TimelineStep): boolean {
  return request?.request_type === 'NotificationWait';
}

/** What is in sight: milliseconds since the session's start, and the pixels they have. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
}

/** A bar to draw, in pixels; several requests where they are closer than a pixel. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly kind: BarKind;
  readonly poll: boolean;
}

/** Where a point in time is in the view, pixels. */
export function xOf(ms: number, { fromMs, toMs, width }: View): number {
  return ((ms - fromMs) / Math.max(toMs - fromMs, 1)) * width;
}

const MIN_WIDTH = 2;
const order: readonly BarKind[] = ['ok', 'challenge', 'gone', 'failed'];

/**
 * The bars of a lane in a view, what matters most last, so that it is drawn over the rest. Bars of a kind that others
 * of it cover already are left out: however many requests there are, there are no more bars than a few a pixel.
 */
export function barsOf({ steps, longestMs }: StepLane, view: View): Bar[] {
  const bars = new Map<BarKind, Bar[]>(order.map((kind) => [kind, []]));
  const covered = new Map<BarKind, number>();
  for (let i = firstAfter(steps, view.fromMs - longestMs); i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined || step.fromMs > view.toMs) break;
    if (step.toMs < view.fromMs) continue;
    const x = Math.floor(Math.max(xOf(step.fromMs, view), -MIN_WIDTH));
    const end = Math.max(Math.ceil(Math.min(xOf(step.toMs, view), view.width + MIN_WIDTH)), x + MIN_WIDTH);
    if (end <= (covered.get(step.kind) ?? Number.NEGATIVE_INFINITY)) continue;
    covered.set(step.kind, end);
    bars.get(step.kind)?.push({ x, width: end - x, kind: step.kind, poll: step.poll });
  }
  return order.flatMap((kind) => bars.get(kind) ?? []);
}

/** The request of a lane at a point, `reachMs` around it: of several the one that matters most, then the shortest. */
export function stepAt({ steps, longestMs }: StepLane, ms: number, reachMs: number): LaneStep | null {
  let best: LaneStep | null = null;
  for (let i = firstAfter(steps, ms - reachMs - longestMs); i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined || step.fromMs > ms + reachMs) break;
    if (step.toMs < ms - reachMs) continue;
    if (best === null || weight(step) > weight(best)) best = step;
    else if (weight(step) === weight(best) && step.toMs - step.fromMs <= best.toMs - best.fromMs) best = step;
  }
  return best;
}

const weight = ({ kind }: LaneStep): number => order.indexOf(kind);

/** The first step that starts at a time or later, by halving. */
function firstAfter(steps: readonly LaneStep[], ms: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.fromMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
