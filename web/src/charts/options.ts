import uPlot from 'uplot';
import { formatTime } from '../format/times.ts';
import type { Colours } from './use-colours.ts';

/** What a chart over time is built from. */
export interface ChartShape {
  readonly series: readonly { readonly colour: string; readonly dashed: boolean }[];
  readonly kind: 'lines' | 'stacked';
  readonly bucketMs: number;
  readonly zone: string;
  readonly syncKey: string;
  readonly colours: Colours;
  readonly max: number | null;
  /** Steps that the value axis may have; null for the steps of decimal numbers. */
  readonly steps: readonly number[] | null;
  readonly width: number;
  readonly height: number;
  readonly format: (value: number) => string;
  /** The step under the pointer, or null. */
  readonly onCursor: (step: number | null) => void;
  /** A range was dragged, epoch milliseconds. */
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

/** Of the figures on an axis. */
export const FONT = '12px system-ui, "Segoe UI", sans-serif';

/** The options of the plot. */
export function chartOptions(shape: ChartShape): uPlot.Options {
  const { series, kind, bucketMs, zone, syncKey, colours, max, format, steps } = shape;
  const axis: uPlot.Axis = {
    stroke: colours('--muted'),
    font: FONT,
    grid: { stroke: colours('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(shape.width, 50),
    height: shape.height,
    // At the right there is half of the last time.
    padding: [8, 24, 0, 0],
    legend: { show: false },
    // Times are written in the zone that is chosen; ticks stand on its full hours and days.
    tzDate: (seconds) =>
      zone === 'UTC' ? uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000),
    scales: {
      x: { time: true },
      y: { range: (_, __, top) => [0, max ?? (top > 0 ? top * 1.05 : 1)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 72,
        values: (_, ticks) => timeTicks(ticks, zone),
      },
      {
        ...axis,
        size: 64,
        space: 32,
        values: (_, ticks) => ticks.map(format),
        ...(steps === null ? {} : { incrs: [...steps] }),
      },
    ],
    series: [
      {},
      ...series.map(({ colour, dashed }): uPlot.Series => {
        if (kind === 'lines') {
          return {
            stroke: colour,
            width: 1.5,
            spanGaps: false,
            // A value between gaps has no line to lie on.
            points: { show: true, size: 5, fill: colour, filter: (plot, i) => lonely(plot.data[i] ?? []) },
            ...(dashed ? { dash: [5, 3] } : {}),
          };
        }
        return {
          stroke: colour,
          fill: colour,
          width: 0,
          points: { show: false },
          paths: uPlot.paths.bars?.({ size: [0.9, 64], align: 1 }) ?? (() => null),
        };
      }),
    ],
    cursor: {
      sync: { key: syncKey, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { show: kind === 'lines' },
      y: false,
    },
    hooks: {
      setCursor: [(plot) => shape.onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          // Charts that are in step select together; only the one that was dragged zooms.
          if (width < 4 || plot.cursor.event == null) return;
          const from = Math.floor((plot.posToVal(left, 'x') * 1000) / bucketMs) * bucketMs;
          const to = Math.ceil((plot.posToVal(left + width, 'x') * 1000) / bucketMs) * bucketMs;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          shape.onZoom(from, to);
        },
      ],
    },
  };
}

/** Places of values that have none beside them. */
function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) places.push(i);
  }
  return places;
}

/** What stands at the ticks of an axis over time, which are seconds since the epoch. */
export const timeTicks = (ticks: readonly number[], zone: string): string[] =>
  ticks.map((tick, i) => tickText(tick, ticks[i - 1], zone));

/** The time of a tick; the date where the day is another than at the tick before. */
function tickText(tick: number, before: number | undefined, zone: string): string {
  const now = formatTime(tick * 1000, zone);
  const last = before === undefined ? null : formatTime(before * 1000, zone);
  if (now === null) return '';
  if (last !== null && now.date === last.date) {
    return now.time.slice(0, now.time.slice(6, 8) === '00' ? 5 : 8);
  }
  return now.time.startsWith('00:00') ? now.date.slice(5) : `${now.date.slice(5)} ${now.time.slice(0, 5)}`;
}
