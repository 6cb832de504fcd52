import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { Header } from './Header.tsx';
import { Reconnects } from './Reconnects.tsx';
import { Related } from './Related.tsx';
import classes from './Sessions.module.css';
import { Timeline } from './Timeline.tsx';
import { useSteps } from './use-steps.ts';

/** One session: whose it was, what happened in it in order, and what came before and after. */
export default function SessionPage() {
  const { id } = useParams<{ id: string }>();
  const answer = useInfiniteQuery(sessionQuery(id));
  const { href } = useFilters();
  const steps = useSteps(answer);
  const { sessions } = texts;
  const detail = answer.data?.pages[0];
  if (detail === undefined) {
    const { error } = answer;
    if (error === null) return <Skeleton lines={16} />;
    if (error instanceof ApiError && [400, 404].includes(error.status)) {
      return (
        <EmptyState title={sessions.notFound}>
          <p>{sessions.notFoundText}</p>
          <Link href={href('/sessions')}>{sessions.back}</Link>
        </EmptyState>
      );
    }
    return <ErrorState what={sessions.one} error={error} onRetry={() => void answer.refetch()} />;
  }
  return (
    <div className={classes.page}>
      <Header detail={detail} />
      <Timeline session={detail.session} steps={steps} />
      <Section title={sessions.reconnects}>
        <Reconnects detail={detail} />
      </Section>
      {detail.related.length > 0 && (
        <Section title={sessions.related}>
          <Related related={detail.related} />
        </Section>
      )}
    </div>
  );
}
