import type { Tone } from '../listing.ts';
import { durationOf, type Row, textOf } from './cells.ts';

/** Who says what: `mapihttp 10 ContextNotFound`. */
export const codeOf = ({ layer, code, name }: Row): string => {
  // Of many codes the name is the code.
  const named = name === null || textOf(name) === textOf(code) ? '' : ` ${textOf(name)}`;
  return `${textOf(layer)} ${textOf(code)}${named}`;
};

/** What became of a failure, in a word. */
export function resolutionWord({ resolution }: Row): string {
  if (resolution === 'recovered_later') return 'late';
  return textOf(resolution) || 'not known';
}

/** What became of a failure, in a few words. */
export function resolutionOf(row: Row): string {
  const after = durationOf(row['recovered_after_ms']);
  switch (row['resolution']) {
    case 'recovered':
      return `recovered in ${after}`;
    case 'recovered_later':
      return `recovered late, in ${after}`;
    case 'unresolved':
      return 'never recovered';
    case 'pending':
      return 'not recovered yet';
    default:
      return 'whether it recovered is not known';
  }
}

export function resolutionTone({ resolution }: Row): Tone | null {
  if (resolution === 'unresolved') return 'red';
  return resolution === 'pending' || resolution === 'recovered_later' ? 'yellow' : null;
}
