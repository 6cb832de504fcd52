import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { savedQueriesQuery, sqlSchemaQuery } from '../../api/queries.ts';
import type { SavedQuery, SqlAnswer } from '../../api/types.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { texts } from '../../texts/texts.ts';
import { Answer } from './Answer.tsx';
import { Editor, type EditorHandle } from './Editor.tsx';
import { useHistory } from './history.ts';
import { Questions } from './Questions.tsx';
import { placeOf, RunError } from './RunState.tsx';
import type { ChartChoice } from './result-columns.ts';
import { SchemaPanel } from './SchemaPanel.tsx';
import classes from './Sql.module.css';
import { Tools } from './Tools.tsx';
import { useAddress } from './use-address.ts';
import { useRun } from './use-run.ts';

/** Ad hoc SQL: an editor that knows the views, the result as a table or a chart, questions to start from. */
export default function SqlPage() {
  const { sql: linked, go } = useAddress();
  const [typed, setTyped] = useState<{ readonly base: string | null; readonly text: string } | null>(null);
  // A query that comes by the address (a link, the back button) takes the place of what was typed before.
  const text = typed !== null && typed.base === linked ? typed.text : (linked ?? '');
  const schema = useQuery(sqlSchemaQuery);
  const saved = useQuery(savedQueriesQuery);
  const { history, add, clear } = useHistory();
  const { run, start, cancel } = useRun(
    useCallback(
      (sql: string, { rows, elapsed_ms: elapsedMs }: SqlAnswer) =>
        add({ sql, atMs: Date.now(), rows: rows.length, elapsedMs }),
      [add],
    ),
  );
  const [chart, setChart] = useState<ChartChoice | null>(null);
  const editor = useRef<EditorHandle>(null);
  const main = useRef<HTMLDivElement>(null);

  const execute = (sql: string, explain = false): void => {
    if (sql.trim() === '') return;
    go({ sql });
    setTyped(null);
    void start(sql, explain);
  };
  const choose = (sql: string, wanted: SavedQuery['chart']): void => {
    setChart(wanted);
    execute(sql);
    editor.current?.focus();
    main.current?.scrollIntoView({ block: 'start' });
  };
  const error = run?.state === 'failed' ? run.error : null;
  const place = useMemo(() => (run?.sql === text ? placeOf(error) : null), [error, run?.sql, text]);
  const panel =
    schema.data !== undefined ? (
      <SchemaPanel schema={schema.data} onInsert={(name) => editor.current?.insert(name)} />
    ) : schema.isError ? (
      <ErrorState what={texts.sql.schemaFailed} error={schema.error} onRetry={() => void schema.refetch()} />
    ) : (
      <Skeleton lines={12} />
    );
  return (
    <div className={classes.page}>
      <div className={classes.wideOnly}>{panel}</div>
      <div ref={main} className={classes.main}>
        <div className={classes.editor}>
          <Editor
            ref={editor}
            text={text}
            schema={schema.data}
            error={place}
            onChange={(next) => setTyped({ base: linked, text: next })}
            onRun={() => execute(text)}
          />
        </div>
        <Tools
          text={text}
          running={run?.state === 'running'}
          known={saved.data?.queries ?? []}
          chart={chart}
          onRun={() => execute(text)}
          onPlan={() => execute(text, true)}
          onCancel={cancel}
        />
        <details className={classes.narrowOnly}>
          <summary>{texts.sql.showSchema}</summary>
          {panel}
        </details>
        {error !== null && <RunError error={error} />}
        {run !== null && <Answer run={run} chart={chart} onChart={setChart} />}
        <Questions open={run === null} history={history} onChoose={choose} onClear={clear} />
      </div>
    </div>
  );
}
