import type { ReactNode } from 'react';
import type { Outcome } from '../api.ts';
import { formatNumber } from '../format.ts';
import { outcomeMeanings, outcomeNames, texts } from '../texts.ts';
import { type Filter, outcomes } from '../url-state.ts';

interface Props {
  readonly filter: Filter;
  readonly change: (filter: Filter) => void;
  readonly hiddenNoise: number | undefined;
}

/** Which requests are shown: by outcome, with or without noise. */
export function RequestFilters({ filter, change, hiddenNoise }: Props): ReactNode {
  const choice = (outcome: Outcome | null): ReactNode => (
    <label key={outcome ?? 'all'} title={outcome === null ? undefined : outcomeMeanings[outcome]}>
      <input
        type="radio"
        name="outcome"
        value={outcome ?? ''}
        checked={filter.outcome === outcome}
        onChange={() => change({ ...filter, outcome })}
      />
      {outcome === null ? texts.requests.all : outcomeNames[outcome]}
    </label>
  );
  const hidden = !filter.includeNoise && hiddenNoise !== undefined && hiddenNoise > 0;
  return (
    <div className="filters">
      <fieldset className="choices">
        <legend className="hidden">{texts.requests.outcome}</legend>
        {choice(null)}
        {outcomes.map(choice)}
      </fieldset>
      <label className="check" title={texts.requests.noiseMeaning}>
        <input
          type="checkbox"
          checked={filter.includeNoise}
          onChange={({ target }) => change({ ...filter, includeNoise: target.checked })}
        />
        {texts.requests.showNoise}
      </label>
      {hidden ? (
        <span className="summary">{texts.requests.noiseHidden(formatNumber(hiddenNoise))}</span>
      ) : null}
    </div>
  );
}
