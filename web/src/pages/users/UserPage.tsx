import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { userQuery } from '../../api/queries.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { Value, Visible } from '../../components/Visible.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { visibleText } from '../../format/visible-text.ts';
import { isMoving } from '../../state/filters.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { UserFailures, UserReconnects } from './UserEvents.tsx';
import { UserFigures, unnamedFailures } from './UserFigures.tsx';
import { UserLanes } from './UserLanes.tsx';
import classes from './Users.module.css';
import { userAt } from './user-path.ts';

/** One person: how they fared beside all others, their Outlooks, sessions, failures and reconnects. */
export default function UserPage() {
  const user = userAt(window.location.pathname);
  const { query, filters, href } = useFilters();
  const answer = useQuery(userQuery(user, query, isMoving(filters)));
  const { one } = texts.users;
  const { data } = answer;
  if (answer.isError && data === undefined) {
    if (answer.error instanceof ApiError && answer.error.status === 404) {
      return (
        <EmptyState title={one.notFound}>
          <p>{one.notFoundText}</p>
          <Link href={href('/users')}>{one.back}</Link>
        </EmptyState>
      );
    }
    return <ErrorState what={one.what} error={answer.error} onRetry={() => void answer.refetch()} />;
  }
  if (data === undefined) return <Skeleton lines={16} />;
  const { user: person, mailboxes, clients } = data;
  const others = person.spellings.filter((name) => name.toLowerCase() !== person.user.toLowerCase());
  return (
    <div className="stack">
      <Section title={visibleText(person.user)} aside={<CopyButton text={person.user} label={one.what} />}>
        {others.length > 0 && (
          <p className="muted wrap">{one.spellings(others.map(visibleText).join(', '))}</p>
        )}
        {mailboxes.length > 0 && (
          <p className="muted wrap">
            {one.mailboxes}:{' '}
            {mailboxes.map((mailbox, i) => (
              <span key={mailbox} className="mono">
                {i > 0 && ', '}
                <Visible text={mailbox} full />
              </span>
            ))}
          </p>
        )}
        <UserFigures detail={data} />
      </Section>
      <Section title={one.lanes}>
        <UserLanes detail={data} />
      </Section>
      <Section title={one.reconnects}>
        <UserReconnects rows={data.reconnects} />
      </Section>
      <Section title={one.failureList}>
        {unnamedFailures(data) > 0 && <p className={`muted ${classes.prose}`}>{one.unnamed}</p>}
        <UserFailures rows={data.failures} />
      </Section>
      <Section title={one.clients}>
        <SimpleTable
          label={one.clients}
          heads={[one.client, one.version, one.mode, one.address, one.sessions, one.first, one.last]}
          numbers={[4]}
          rows={clients.map((client) => [
            <Value key="software" value={client.client_software} />,
            <Value key="version" value={client.client_version} />,
            <Value key="mode" value={client.client_mode} />,
            <Value key="address" value={client.client_ip} />,
            formatNumber(client.sessions),
            <Time key="first" at={client.first_at} />,
            <Time key="last" at={client.last_at} />,
          ])}
        />
      </Section>
    </div>
  );
}
