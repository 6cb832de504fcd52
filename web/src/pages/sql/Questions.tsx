import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../api/client.ts';
import { explainError } from '../../api/errors.ts';
import { route, savedQueriesQuery } from '../../api/queries.ts';
import type { SavedQuery } from '../../api/types.ts';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { visibleText } from '../../format/visible-text.ts';
import { texts } from '../../texts/texts.ts';
import { Gallery } from './Gallery.tsx';
import type { PastQuery } from './history.ts';
import classes from './Sql.module.css';

/** The questions to start from, and what was run before. */
export function Questions({
  history,
  open,
  onChoose,
  onClear,
}: {
  readonly history: readonly PastQuery[];
  /** Whether they are shown at first: until one has a result to look at. */
  readonly open: boolean;
  readonly onChoose: (sql: string, chart: SavedQuery['chart']) => void;
  readonly onClear: () => void;
}) {
  const saved = useQuery(savedQueriesQuery);
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const remove = async (id: string): Promise<void> => {
    setFailure(null);
    try {
      await send('DELETE', route(`sql/queries/${id}`), undefined, new AbortController().signal);
    } catch (cause) {
      setFailure(cause);
    }
    await client.invalidateQueries({ queryKey: savedQueriesQuery.queryKey });
  };
  if (saved.isError) {
    return (
      <ErrorState what={texts.sql.queriesFailed} error={saved.error} onRetry={() => void saved.refetch()} />
    );
  }
  if (saved.data === undefined) return <Skeleton lines={6} />;
  const { problem, queries } = saved.data;
  return (
    <>
      {problem !== null && <p className={classes.message}>{visibleText(texts.sql.ownUnreadable(problem))}</p>}
      {failure !== null && (
        <p className={classes.message} role="alert">
          {visibleText(explainError(failure))}
        </p>
      )}
      <details className={classes.ask} open={open}>
        <summary>{texts.sql.queries}</summary>
        <Gallery
          queries={queries}
          history={history}
          onChoose={onChoose}
          onDelete={(id) => void remove(id)}
          onClearHistory={onClear}
        />
      </details>
    </>
  );
}
