import type { ReactNode } from 'react';
import { formatNumber } from '../format.ts';
import { texts } from '../texts.ts';
import type { Filter } from '../url-state.ts';

interface Props {
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
  readonly hiddenNoise: number;
}

/** No request to show: because of the filter, which can be widened here, or because none has been read. */
export function EmptyRequests({ filter, change, hiddenNoise }: Props): ReactNode {
  const { emptyTitle, emptyText, noMatchTitle, noMatchNoise, showAll, showNoise } = texts.requests;
  if (filter.outcome === null && hiddenNoise === 0) {
    return (
      <div className="empty">
        <h3>{emptyTitle}</h3>
        <p>{emptyText}</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <h3>{noMatchTitle}</h3>
      {hiddenNoise > 0 ? (
        <p>
          {noMatchNoise(formatNumber(hiddenNoise))}{' '}
          <button type="button" onClick={() => change({ ...filter, includeNoise: true })}>
            {showNoise}
          </button>
        </p>
      ) : null}
      {filter.outcome === null ? null : (
        <p>
          <button type="button" onClick={() => change({ ...filter, outcome: null })}>
            {showAll}
          </button>
        </p>
      )}
    </div>
  );
}
