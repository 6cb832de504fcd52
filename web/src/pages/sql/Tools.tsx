import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../api/client.ts';
import { explainError } from '../../api/errors.ts';
import { route, savedQueriesQuery } from '../../api/queries.ts';
import type { SavedQuery } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { visibleText } from '../../format/visible-text.ts';
import { texts } from '../../texts/texts.ts';
import type { ChartChoice } from './result-columns.ts';
import { idOf, SaveForm } from './SaveForm.tsx';
import classes from './Sql.module.css';
import { hashOf, useAddress } from './use-address.ts';

/** What can be done with the query in the editor: run, plan, save, link. */
export function Tools({
  text,
  running,
  known,
  chart,
  onRun,
  onPlan,
  onCancel,
}: {
  readonly text: string;
  readonly running: boolean;
  readonly known: readonly SavedQuery[];
  readonly chart: ChartChoice | null;
  readonly onRun: () => void;
  readonly onPlan: () => void;
  readonly onCancel: () => void;
}) {
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const client = useQueryClient();
  const save = async (title: string): Promise<void> => {
    setSaving(false);
    setFailure(null);
    const body = { title, sql: text, chart };
    try {
      await send('PUT', route(`sql/queries/${idOf(title, known)}`), body, new AbortController().signal);
      await client.invalidateQueries({ queryKey: savedQueriesQuery.queryKey });
    } catch (cause) {
      setFailure(cause);
    }
  };
  const empty = text.trim() === '';
  const { sql } = texts;
  const { view } = useAddress();
  const link = `${window.location.origin}/sql${hashOf({ sql: text, view })}`;
  return (
    <>
      <div className={classes.tools}>
        {running ? (
          <Button onClick={onCancel}>{sql.cancel}</Button>
        ) : (
          <Button variant="filled" disabled={empty} onClick={onRun} title={sql.runKeys}>
            {sql.run}
          </Button>
        )}
        <Button disabled={empty || running} onClick={onPlan} title={sql.planTitle}>
          {sql.plan}
        </Button>
        <Button disabled={empty} onClick={() => setSaving(true)}>
          {sql.saveQuery}
        </Button>
        {!empty && <CopyButton text={link} label={sql.linkTitle} />}
        <span className="muted">{sql.readOnly}</span>
      </div>
      {saving && <SaveForm onSave={(title) => void save(title)} onCancel={() => setSaving(false)} />}
      {failure !== null && (
        <p className={classes.message} role="alert">
          {sql.saveFailed}: {visibleText(explainError(failure))}
        </p>
      )}
    </>
  );
}
