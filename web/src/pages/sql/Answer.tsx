import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { texts } from '../../texts/texts.ts';
import { Exports } from './Exports.tsx';
import { ResultChart } from './ResultChart.tsx';
import { Results } from './Results.tsx';
import { RunState } from './RunState.tsx';
import { type ChartChoice, fittingChart, resultColumns } from './result-columns.ts';
import classes from './Sql.module.css';
import { useAddress } from './use-address.ts';
import type { Run } from './use-run.ts';

/** How the query went, and what it gave: a table, a chart, or the plan. */
export function Answer({
  run,
  chart,
  onChart,
}: {
  readonly run: Run;
  readonly chart: ChartChoice | null;
  readonly onChart: (chart: ChartChoice) => void;
}) {
  const { view, go } = useAddress();
  const { sql } = texts;
  const { answer } = run;
  const fitting = useMemo(
    () => (answer === null ? null : fittingChart(resultColumns(answer), chart)),
    [answer, chart],
  );
  const shown = answer !== null && !run.explained && answer.rows.length > 0;
  return (
    <>
      <div className={classes.state} role="status">
        <RunState run={run} />
        {shown && (
          <>
            <SegmentedControl
              aria-label={sql.view}
              data={[
                { value: 'table', label: sql.views.table },
                { value: 'chart', label: sql.views.chart },
              ]}
              value={view}
              onChange={(next) => go({ view: next === 'chart' ? 'chart' : 'table' })}
            />
            <Exports sql={run.sql} />
          </>
        )}
      </div>
      {answer !== null && run.explained && (
        <ul className={classes.plan}>
          {answer.rows.map((row) => (
            <li key={String(row[0])}>{String(row.at(-1) ?? '')}</li>
          ))}
        </ul>
      )}
      {answer !== null && !run.explained && answer.rows.length === 0 && <p className="muted">{sql.noRows}</p>}
      {shown && view === 'chart' && fitting === null && <p className="muted">{sql.chart.none}</p>}
      {shown && view === 'chart' && fitting !== null && (
        <ResultChart answer={answer} choice={fitting} onChoose={onChart} />
      )}
      {shown && view !== 'chart' && <Results answer={answer} />}
    </>
  );
}
