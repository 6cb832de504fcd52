import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { requestQuery } from '../../api/queries.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { RequestEvidence } from '../../components/evidence/RequestEvidence.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Waterfall } from '../../components/SpentBar.tsx';
import { spentParts } from '../../components/spent-parts.ts';
import { useFilters } from '../../state/use-filters.ts';
import { texts } from '../../texts/texts.ts';
import { Codes } from './Codes.tsx';
import classes from './Requests.module.css';
import { Summary } from './Summary.tsx';

/** One request: what became of it and why, where its time went, and the lines that prove it. */
export default function RequestPage() {
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useQuery(requestQuery(id));
  const { href } = useFilters();
  const { requests } = texts;
  if (data === undefined || String(data.request.id) !== id) {
    if (error === null) return <Skeleton lines={16} />;
    if (error instanceof ApiError && [400, 404].includes(error.status)) {
      return (
        <EmptyState title={requests.notFound}>
          <p>{requests.notFoundText}</p>
          <Link href={href('/requests')}>{requests.back}</Link>
        </EmptyState>
      );
    }
    return <ErrorState what={requests.one} error={error} onRetry={() => void refetch()} />;
  }
  const { request } = data;
  const measured = spentParts(request).length > 0;
  return (
    <div className={classes.page}>
      <Summary detail={data} />
      <Section title={requests.codes}>
        <Codes detail={data} />
      </Section>
      <Section title={requests.spentHead}>
        {measured && <Waterfall row={request} />}
        {request.request_type === 'NotificationWait' && <p className="muted">{requests.longPoll}</p>}
        {request.backend_ms === null && (
          <p className="muted">
            {request.record_id === null ? requests.notMeasuredFront : requests.notMeasuredBack}
          </p>
        )}
      </Section>
      <Section title={requests.evidence}>
        <RequestEvidence id={request.id} />
      </Section>
    </div>
  );
}
