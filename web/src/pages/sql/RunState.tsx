import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { errorCode, explainError } from '../../api/errors.ts';
import { formatDuration } from '../../format/durations.ts';
import { visibleText } from '../../format/visible-text.ts';
import { texts } from '../../texts/texts.ts';
import type { Place } from './Editor.tsx';
import classes from './Sql.module.css';
import type { Run } from './use-run.ts';

/** How the query stands: running for how long, how many rows, whether all. */
export function RunState({ run }: { readonly run: Run }) {
  const { sql } = texts;
  if (run.state === 'running') return <Elapsed sinceMs={run.startedMs} />;
  if (run.state === 'cancelled') return <span className="muted">{sql.cancelled}</span>;
  if (run.answer === null) return null;
  const { rows, truncated, elapsed_ms: elapsedMs } = run.answer;
  if (run.explained) return <span className="muted">{sql.planned}</span>;
  return (
    <>
      <span>{sql.rows(rows.length, formatDuration(elapsedMs))}</span>
      {truncated !== null && (
        <strong>{truncated === 'rows' ? sql.truncatedRows(rows.length) : sql.truncatedBytes}</strong>
      )}
    </>
  );
}

function Elapsed({ sinceMs }: { readonly sinceMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  // Not announced ten times a second to those who hear the page.
  return <span aria-live="off">{texts.sql.running(formatDuration(nowMs - sinceMs))}</span>;
}

/** What SQLite, or the guard before it, says against the query. */
export function RunError({ error }: { readonly error: unknown }) {
  const code = errorCode(error);
  const place = placeOf(error);
  return (
    <div className={classes.message} role="alert">
      {visibleText(explainError(error))}{' '}
      {place !== null && <span className="muted">{texts.sql.at(place.line, place.column)} </span>}
      {code !== '' && <span className="muted">({code})</span>}
    </div>
  );
}

/** Where in the query an error is; null where nobody knows. */
export function placeOf(error: unknown): (Place & { line: number; column: number }) | null {
  if (!(error instanceof ApiError)) return null;
  const position = error.problem?.['position'];
  if (typeof position !== 'object' || position === null) return null;
  const { offset, length, line, column } = position as Record<string, unknown>;
  if (typeof offset !== 'number' || typeof line !== 'number' || typeof column !== 'number') return null;
  return { offset, length: typeof length === 'number' ? length : 1, line, column };
}
