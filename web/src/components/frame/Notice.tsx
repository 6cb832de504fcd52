import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { statusQuery } from '../../api/queries.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { Mark } from '../OutcomeMark.tsx';
import classes from './Frame.module.css';

/** One line above every page while something keeps the program from reading, or it does not answer. */
export function Notice() {
  const { href } = useFilters();
  const [path] = useLocation();
  const { data, isError } = useQuery(statusQuery);
  const { notice } = texts.frame;
  if (isError) {
    return (
      <div className={classes.notice} role="alert">
        <Mark tone="failed">{notice.unreachable}</Mark>
      </div>
    );
  }
  const troubles = data?.ingest.troubles.length ?? 0;
  const stale = data?.ingest.stale.length ?? 0;
  if (troubles + stale === 0 || path === '/sources') return null;
  const text =
    troubles > 0 && stale > 0
      ? notice.both(troubles, stale)
      : troubles > 0
        ? notice.troubles(troubles)
        : notice.stale(stale);
  return (
    <div className={classes.notice} role="status">
      <Mark tone="slow">{text}</Mark>
      <Link href={href('/sources')}>{notice.details}</Link>
    </div>
  );
}
