import { type ReactNode, useState } from 'react';
import type { Source } from '../api.ts';
import { formatNumber } from '../format.ts';
import { sourceStateNames, texts } from '../texts.ts';
import type { Polled } from '../use-poll.ts';
import { EmptySources } from './EmptySources.tsx';
import { Notice } from './Notice.tsx';
import { SourcesTable } from './SourcesTable.tsx';

/** Logs shown before one asks for all of them. */
const FEW = 8;

interface Props {
  readonly sources: Polled<readonly Source[]>;
  /** Logs that a running ingest has found, read or not. */
  readonly found: number;
}

/** What was read: the logs that need attention first, a summary of all. */
export function SourcesSection({ sources: { data, error, reload }, found }: Props): ReactNode {
  const [all, setAll] = useState(false);
  const total = data?.length ?? 0;
  const shown = data === undefined ? [] : all ? data : troubledFirst(data).slice(0, FEW);
  const empty = data !== undefined && total === 0 && found === 0;
  return (
    <section id="sources" aria-labelledby="sources-title">
      <div className="section-head">
        <h2 id="sources-title">{texts.sources.title}</h2>
        {data === undefined || total === 0 ? null : <p className="summary">{summaryOf(data)}</p>}
        {total > FEW ? (
          <button type="button" className="plain" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? texts.sources.showFewer : texts.sources.showAll(formatNumber(total))}
          </button>
        ) : null}
      </div>
      {error === undefined ? null : <Notice what={texts.sources.failed} error={error} retry={reload} />}
      {empty ? <EmptySources /> : null}
      {empty || (data === undefined && error !== undefined) ? null : (
        <div className="wide">
          <SourcesTable
            sources={shown}
            expected={data === undefined ? 3 : Math.min(FEW, Math.max(found, total))}
          />
        </div>
      )}
    </section>
  );
}

/** Logs that need attention before the others, each group in its own order. */
function troubledFirst(sources: readonly Source[]): readonly Source[] {
  const troubled = ({ state, rejected, last_error }: Source): boolean =>
    state === 'failed' || rejected > 0 || last_error !== null;
  return [...sources.filter(troubled), ...sources.filter((source) => !troubled(source))];
}

function summaryOf(sources: readonly Source[]): string {
  const said = [texts.sources.count(formatNumber(sources.length))];
  for (const state of ['failed', 'reading', 'waiting', 'complete'] as const) {
    const count = sources.filter((source) => source.state === state).length;
    if (count > 0) said.push(texts.sources.inState(formatNumber(count), sourceStateNames[state]));
  }
  const rejected = sources.filter((source) => source.rejected > 0).length;
  if (rejected > 0) said.push(texts.sources.withRejected(formatNumber(rejected)));
  return said.join(', ');
}
