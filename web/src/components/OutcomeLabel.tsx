import type { ReactNode } from 'react';
import type { Outcome } from '../api.ts';
import { outcomeMeanings, outcomeNames } from '../texts.ts';
import { Sign, type SignKind } from './Sign.tsx';

const signs: Readonly<Record<Outcome, SignKind>> = {
  ok: 'good',
  failed: 'bad',
  challenge: 'info',
  client_gone: 'quiet',
};

/** What became of a request: shape, colour, and word. */
export function OutcomeLabel({ outcome }: { readonly outcome: Outcome }): ReactNode {
  return (
    <span className={`outcome ${outcome}`} title={outcomeMeanings[outcome]}>
      <Sign kind={signs[outcome] ?? 'quiet'} />
      {outcomeNames[outcome] ?? outcome}
    </span>
  );
}
