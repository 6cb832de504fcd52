import type { ReactNode } from 'react';
import type { Source } from '../api.ts';
import { texts } from '../texts.ts';
import { SkeletonRows } from './SkeletonRows.tsx';
import { SourceTableRow } from './SourceTableRow.tsx';

interface Props {
  readonly sources: readonly Source[];
  /** Rows to keep free for logs that are known to come. */
  readonly expected: number;
}

/** The logs, one a row. */
export function SourcesTable({ sources, expected }: Props): ReactNode {
  const withError = sources.some(({ last_error }) => last_error !== null);
  const { caption, kind, server, path, size, records, rejected, first, last, state, error } = texts.sources;
  return (
    <table className="sources">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{kind}</th>
          <th scope="col">{server}</th>
          <th scope="col">{path}</th>
          <th scope="col" className="number">
            {size}
          </th>
          <th scope="col" className="number">
            {records}
          </th>
          <th scope="col" className="number">
            {rejected}
          </th>
          <th scope="col">{first}</th>
          <th scope="col">{last}</th>
          <th scope="col">{state}</th>
          {withError ? <th scope="col">{error}</th> : null}
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <SourceTableRow key={source.id} source={source} withError={withError} />
        ))}
        <SkeletonRows rows={Math.max(0, expected - sources.length)} columns={withError ? 10 : 9} />
      </tbody>
    </table>
  );
}
