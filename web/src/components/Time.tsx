import { formatExact, formatTime } from '../format/times.ts';
import { useZone } from '../state/use-zone.ts';
import { useIsHasty } from './hasty.ts';
import { Value } from './Visible.tsx';

/** A point in time in the chosen zone; resting on it shows it in full, with zone and in UTC. */
export function Time({ at, show = 'both' }: { readonly at: string | null; readonly show?: 'both' | 'time' }) {
  const { zone } = useZone();
  const isHasty = useIsHasty();
  const written = at === null ? null : formatTime(at, zone);
  if (at === null || written === null) return <Value value={at} />;
  if (isHasty) return show === 'both' ? `${written.date} ${written.time}` : written.time;
  const inUtc = zone === 'UTC' ? '' : `\n${formatExact(at, 'UTC')}`;
  return (
    <time dateTime={at} title={`${formatExact(at, zone)}${inUtc}`} className="nowrap">
      {show === 'both' && (
        <span className="muted">
          <span className="year">{written.date.slice(0, 5)}</span>
          {written.date.slice(5)}{' '}
        </span>
      )}
      {written.time}
    </time>
  );
}
