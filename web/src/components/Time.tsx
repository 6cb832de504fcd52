import type { ReactNode } from 'react';
import { formatTime, localZone } from '../format.ts';
import { Value } from './Value.tsx';

interface Props {
  readonly iso: string | null;
  readonly precision?: 'seconds' | 'milliseconds';
  readonly withOffset?: boolean;
}

/** A point in time in the reader's zone; UTC in the title. */
export function Time({ iso, precision = 'milliseconds', withOffset = false }: Props): ReactNode {
  const local = iso === null ? null : formatTime(iso, localZone);
  if (iso === null || local === null) return <Value of={iso} />;
  return (
    <time dateTime={iso} title={`${iso} (UTC)`}>
      <span className="date">{local.date}</span>{' '}
      {precision === 'seconds' ? local.time.slice(0, 8) : local.time}
      {withOffset ? <span className="date"> {local.offset}</span> : null}
    </time>
  );
}
