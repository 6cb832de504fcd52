import { formatMinute, formatRange } from '../../format/times.ts';
import { ALL_TIME, DEFAULT_SINCE, type Filters } from '../../state/filters.ts';
import { texts } from '../../texts/texts.ts';

/** What a time range is called: `Last 24 hours`, or from when to when. */
export function rangeName({ since, until }: Filters, zone: string): string {
  const { time } = texts.filters;
  if (since === ALL_TIME && until === null) return time.all;
  const from = since === null && until === null ? DEFAULT_SINCE : since;
  const length = /^(?:now|latest)-(.+)$/i.exec(from ?? '')?.[1];
  if (length !== undefined && until === null) {
    return Object.hasOwn(time.last, length) ? time.last[length as keyof typeof time.last] : (from ?? '');
  }
  const absolute =
    from !== null && from !== ALL_TIME && until !== null ? formatRange(from, until, zone) : null;
  if (absolute !== null) return absolute;
  const parts = [
    from !== null && from !== ALL_TIME ? time.since(formatMinute(from, zone) || from) : '',
    until !== null ? time.to(formatMinute(until, zone) || until) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
