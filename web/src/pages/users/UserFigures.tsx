import { Link } from 'wouter';
import type { UserDetail } from '../../api/types.ts';
import { Figure, Part } from '../../components/Figure.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatShare } from '../../format/numbers.ts';
import { withValue } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Users.module.css';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** The person's numbers, each beside that of all others. */
export function UserFigures({ detail }: { readonly detail: UserDetail }) {
  const { user, execute, reconnect, survival, peers } = detail;
  const { href } = useFilters();
  const { one } = texts.users;
  const { percentiles } = texts.shared;
  const of = (path: string): string => href(path, (filters) => withValue(filters, 'user', user.user));
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
          note={one.peers(share(peers.survival.survived))}
        >
          <Part value={share(survival.survived)} />
        </Figure>
        <Figure
          label={one.failures}
          href={of('/failures')}
          note={one.failuresOf(formatNumber(user.requests))}
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
