import { useState } from 'react';
import { explainError } from '../../api/errors.ts';
import { visibleText } from '../../format/visible-text.ts';
import { texts } from '../../texts/texts.ts';
import { exportQuery } from './export.ts';

/** Saves all rows of the query that was run, however many. */
export function Exports({ sql }: { readonly sql: string }) {
  const [state, setState] = useState<'idle' | 'saving' | { readonly error: unknown }>('idle');
  const save = (format: 'csv' | 'ndjson') => async (): Promise<void> => {
    setState('saving');
    try {
      await exportQuery(sql, format, new AbortController().signal);
      setState('idle');
    } catch (error) {
      setState({ error });
    }
  };
  const { csv, ndjson, exportTitle, exporting, exportFailed } = texts.sql;
  if (state === 'saving') return <span className="muted">{exporting}</span>;
  return (
    <>
      <button type="button" className="text-button" title={exportTitle} onClick={() => void save('csv')()}>
        {csv}
      </button>
      <button type="button" className="text-button" title={exportTitle} onClick={() => void save('ndjson')()}>
        {ndjson}
      </button>
      {state !== 'idle' && (
        <span role="alert">
          {texts.shared.failedPart(exportFailed)}: {visibleText(explainError(state.error))}
        </span>
      )}
    </>
  );
}
