import type { UserDetail } from '../../api/types.ts';
import { Figure, Part } from '../../components/Figure.tsx';
import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatShare } from '../../format/numbers.ts';
import { withValue } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { hasPage } from '../pages.ts';
import classes from './Users.module.css';

const duration = (ms: number | null): string => (ms === null ? texts.shared.none : formatDuration(ms));

/** The person's numbers, each beside that of all others. */
export function UserFigures({ detail }: { readonly detail: UserDetail }) {
  const { user, execute, reconnect, survival, peers } = detail;
  const { href } = useFilters();
  const { one } = texts.users;
  const { percentiles } = texts.shared;
  const link = (path: string): string | null =>
    hasPage(path) ? href(path, (filters) => withValue(filters, 'user', user.user)) : null;
  const share = (value: number | null): string => (value === null ? texts.shared.none : formatShare(value));
  return (
    <>
      <div className={classes.figures}>
        <Figure
          label={one.reconnect}
          href={link('/reconnects')}
          note={one.peers(`${percentiles.p50} ${duration(peers.reconnect.p50)}`)}
        >
          <Part name={percentiles.p50} value={duration(reconnect.p50)} />
          <Part name={percentiles.p95} value={duration(reconnect.p95)} />
        </Figure>
        <Figure
          label={one.survived}
          href={link('/reconnects')}
          note={one.peers(share(peers.survival.survived))}
        >
          <Part value={share(survival.survived)} />
        </Figure>
        <Figure
          label={one.failures}
          href={link('/failures')}
          note={one.failuresOf(formatNumber(user.requests))}
        >
          <Part value={formatNumber(user.failures)} />
        </Figure>
        <Figure
          label={one.execute}
          href={link('/requests')}
          note={one.peers(`${percentiles.p95} ${duration(peers.execute.p95)}`)}
        >
          <Part name={percentiles.p50} value={duration(execute.p50)} />
          <Part name={percentiles.p95} value={duration(execute.p95)} />
        </Figure>
      </div>
      <p className="muted">{one.allUsers(peers.users)}</p>
    </>
  );
}
