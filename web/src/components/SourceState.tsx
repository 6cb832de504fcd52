import type { ReactNode } from 'react';
import type { Source } from '../api.ts';
import { formatPercent } from '../format.ts';
import { sourceStateMeanings, sourceStateNames, texts } from '../texts.ts';
import { Sign, type SignKind } from './Sign.tsx';

const signs: Readonly<Record<Source['state'], SignKind>> = {
  reading: 'active',
  complete: 'good',
  waiting: 'quiet',
  failed: 'bad',
};

/** How far one log has been read. */
export function SourceState({ source }: { readonly source: Source }): ReactNode {
  const { state, size, offset } = source;
  const share = size === null ? null : formatPercent(offset, size);
  const meaning = sourceStateMeanings[state];
  return (
    <span
      className={`state ${signs[state] ?? 'quiet'}`}
      title={share === null ? meaning : `${meaning} (${texts.sources.percent(share)})`}
    >
      <Sign kind={signs[state] ?? 'quiet'} />
      {sourceStateNames[state] ?? state}
      {state === 'reading' && share !== null ? ` ${share}` : ''}
    </span>
  );
}
