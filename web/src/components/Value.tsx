import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { visibleText } from '../visible-text.ts';
import { Text } from './Text.tsx';

interface Props {
  /** What the log has; null when it has nothing. */
  readonly of: string | number | null;
  /** What to show instead; the whole stays in the title. */
  readonly as?: string;
}

/** A value from a log on one line, or a dash for an absent one. */
export function Value({ of, as }: Props): ReactNode {
  if (of === null || of === '') return <span className="absent">{texts.none}</span>;
  const whole = String(of);
  return (
    <span className="value" title={visibleText(whole)}>
      <Text>{as ?? whole}</Text>
    </span>
  );
}
