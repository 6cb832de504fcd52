import { Select } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { SqlAnswer } from '../../api/types.ts';
import { FONT, timeTicks } from '../../charts/options.ts';
import { useColours } from '../../charts/use-colours.ts';
import { Value } from '../../components/Visible.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { useZone } from '../../state/use-zone.ts';
import { texts } from '../../texts/texts.ts';
import { type ChartChoice, resultColumns, timeOf } from './result-columns.ts';
import classes from './Sql.module.css';

const COLOURS = ['--link', '--class-2', '--ok', '--gone', '--class-3', '--slow'] as const;
/** More bars than these say nothing to the eye. */
const MOST_BARS = 40;

interface Props {
  readonly answer: SqlAnswer;
  readonly choice: ChartChoice;
  readonly onChoose: (choice: ChartChoice) => void;
}

/** A result as a picture: lines over a point in time, bars over anything else. The table has the same numbers. */
export function ResultChart({ answer, choice, onChoose }: Props) {
  const columns = useMemo(() => resultColumns(answer), [answer]);
  const { chart } = texts.sql;
  const along = columns.find(({ name }) => name === choice.x);
  const over = choice.y.flatMap((name) => columns.filter((column) => column.name === name).slice(0, 1));
  if (along === undefined) return null;
  const lines = choice.kind === 'line' && along.time;
  return (
    <figure className={classes.chart} aria-label={chart.label(choice.y.join(', '), choice.x)}>
      <div className={classes.chartBar}>
        <Select
          size="xs"
          label={chart.along}
          data={[...new Set(answer.columns)]}
          value={choice.x}
          allowDeselect={false}
          onChange={(x) => {
            const column = columns.find(({ name }) => name === x);
            if (column !== undefined)
              onChoose({ ...choice, x: column.name, kind: column.time ? 'line' : 'bar' });
          }}
        />
        <Select
          size="xs"
          label={chart.over}
          data={[...new Set(columns.filter(({ numeric }) => numeric).map(({ name }) => name))]}
          value={choice.y[0] ?? null}
          allowDeselect={false}
          onChange={(y) => {
            if (y !== null) onChoose({ ...choice, y: [y] });
          }}
        />
        <ul className={classes.legend}>
          {over.map(({ name }, i) => (
            <li key={name}>
              <span style={{ background: `var(${colourOf(i)})` }} aria-hidden="true" /> {visibleText(name)}
            </li>
          ))}
        </ul>
      </div>
      {lines ? (
        <Lines answer={answer} x={along.index} name={along.name} ys={over.map(({ index }) => index)} />
      ) : (
        <Bars answer={answer} x={along.index} ys={over.map(({ index }) => index)} />
      )}
    </figure>
  );
}

const colourOf = (i: number): string => COLOURS[i % COLOURS.length] ?? '--link';
const numberAt = (row: SqlAnswer['rows'][number], index: number): number | null => {
  const value = row[index];
  return typeof value === 'number' ? value : null;
};

function Lines({
  answer,
  x,
  name,
  ys,
}: {
  readonly answer: SqlAnswer;
  readonly x: number;
  readonly name: string;
  readonly ys: readonly number[];
}) {
  const { ref: box, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const colours = useColours();
  const { zone } = useZone();
  const key = ys.join(' ');
  const data = useMemo((): uPlot.AlignedData => {
    const columns = key.split(' ').map(Number);
    // The plot wants times that rise.
    const points = answer.rows
      .map((row) => ({ at: timeOf(name, row[x]), row }))
      .filter((point): point is { at: number; row: SqlAnswer['rows'][number] } => point.at !== null)
      .sort((a, b) => a.at - b.at);
    return [
      points.map(({ at }) => at / 1000),
      ...columns.map((index) => points.map(({ row }) => numberAt(row, index))),
    ];
  }, [answer, name, x, key]);
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const axis = {
      stroke: colours('--muted'),
      grid: { stroke: colours('--line'), width: 1 },
      ticks: { show: false },
      font: FONT,
    };
    const made = new uPlot(
      {
        width,
        height: 280,
        padding: [8, 24, 0, 0],
        legend: { show: false },
        tzDate: (seconds) =>
          zone === 'UTC' ? uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000),
        axes: [
          { ...axis, size: 24, space: 72, values: (_, ticks) => timeTicks(ticks, zone) },
          { ...axis, size: 72, values: (_, ticks) => ticks.map((tick) => formatNumber(tick)) },
        ],
        series: [
          {},
          ...key
            .split(' ')
            .map((_, i) => ({ stroke: colours(colourOf(i)), width: 1.5, points: { size: 4 } })),
        ],
        cursor: { drag: { x: true, y: false } },
      },
      data,
      place.current,
    );
    plot.current = made;
    return () => made.destroy();
  }, [data, width, colours, zone, key]);
  return (
    <div ref={box} className={classes.lines}>
      <div ref={place} aria-hidden="true" />
    </div>
  );
}

function Bars({
  answer,
  x,
  ys,
}: {
  readonly answer: SqlAnswer;
  readonly x: number;
  readonly ys: readonly number[];
}) {
  const rows = answer.rows.slice(0, MOST_BARS);
  const most = Math.max(0, ...rows.flatMap((row) => ys.map((y) => numberAt(row, y) ?? 0)));
  const { chart } = texts.sql;
  return (
    <>
      <table className={classes.bars}>
        <caption className="visually-hidden">{texts.sql.result}</caption>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result that is replaced as a whole
            <tr key={i}>
              <th scope="row">
                <Value value={row[x] ?? null} />
              </th>
              <td>
                {ys.map((y, series) => {
                  const value = numberAt(row, y);
                  const share = value === null || most <= 0 ? 0 : Math.max(0, value) / most;
                  return (
                    <div key={y} className={classes.bar}>
                      <span
                        style={{ width: `${share * 80}%`, background: `var(${colourOf(series)})` }}
                        aria-hidden="true"
                      />
                      {value === null ? texts.shared.none : formatNumber(value)}
                    </div>
                  );
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.rows.length > MOST_BARS && (
        <p className="muted">{chart.firstBars(MOST_BARS, answer.rows.length)}</p>
      )}
    </>
  );
}
