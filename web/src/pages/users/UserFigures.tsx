import { Link } from 'wouter';
import type { UserDetail } from '../../api/types.ts';
import { Figure, Note, Part } from '../../components/Figure.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatShare } from '../../format/numbers.ts';
import { withValue } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Users.module.css';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** Rows of each kind that the answer has at most. */
const MOST_ROWS = 500;
const hasAllFailures = ({ failures }: UserDetail): boolean => failures.length < MOST_ROWS;

/**
 * How many of the failures that are listed have no name in the logs, and are the person's by their session. Where not all
 * are listed, these are so many at least.
 */
export const unnamedFailures = ({ user, failures }: UserDetail): number =>
  Math.max(0, failures.length - user.failures);

/** The person's numbers, each beside that of all others. */
export function UserFigures({ detail }: { readonly detail: UserDetail }) {
  const { user, execute, reconnect, survival, peers } = detail;
  const { href } = useFilters();
  const { one } = texts.users;
  const { percentiles } = texts.shared;
  const of = (path: string): string => href(path, (filters) => withValue(filters, 'user', user.user));
  const unnamed = unnamedFailures(detail);
  const share = (value: number | null): string => (value === null ? texts.shared.none : formatShare(value));
  return (
    <>
      <div className={classes.figures}>
        <Figure
          label={one.reconnect}
          href={of('/reconnects')}
          note={one.peers(`${percentiles.p50} ${duration(peers.reconnect.p50)}`)}
        >
          <Part name={percentiles.p50} value={duration(reconnect.p50)} />
          <Part name={percentiles.p95} value={duration(reconnect.p95)} />
        </Figure>
        <Figure
          label={one.survived}
          href={of('/reconnects')}
          note={
            <Note>
              {texts.overview.figures.survivedOf(
                formatNumber(survival.resumes),
                survival.resumes + survival.reconnects,
              )}
              {one.peers(share(peers.survival.survived))}
            </Note>
          }
        >
          <Part value={share(survival.survived)} />
        </Figure>
        <Figure
          label={one.failures}
          href={of('/failures')}
          note={
            <Note>
              {one.failuresOf(user.requests)}
              {unnamed > 0 && one.failuresUnnamed(formatNumber(unnamed), hasAllFailures(detail))}
            </Note>
          }
        >
          <Part value={formatNumber(user.failures)} />
        </Figure>
        <Figure
          label={one.execute}
          href={of('/requests')}
          note={one.peers(`${percentiles.p95} ${duration(peers.execute.p95)}`)}
        >
          <Part name={percentiles.p50} value={duration(execute.p50)} />
          <Part name={percentiles.p95} value={duration(execute.p95)} />
        </Figure>
      </div>
      <p className={classes.links}>
        <span className="muted">{one.allUsers(peers.users)}</span>
        <Link href={of('/requests')}>{one.toRequests(formatNumber(user.requests))}</Link>
        <Link href={of('/sessions')}>{one.toSessions(formatNumber(user.sessions))}</Link>
      </p>
    </>
  );
}
