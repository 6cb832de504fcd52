import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { requestQuery } from '../../api/queries.ts';
import { texts } from '../../texts/texts.ts';
import { ErrorState } from '../ErrorState.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { EvidenceView } from './EvidenceView.tsx';

/** Lines of the log round a raw line: at first, and when one wants to see more. */
const FEW_LINES = 3;
const MANY_LINES = 20;

/** The evidence of a request, asked for when it is shown. */
export function RequestEvidence({ id }: { readonly id: number }) {
  const [lines, setLines] = useState(FEW_LINES);
  const { data, error, refetch } = useQuery(requestQuery(id, lines));
  if (data === undefined) {
    return error === null ? (
      <Skeleton lines={20} />
    ) : (
      <ErrorState what={texts.requests.evidence} error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <EvidenceView detail={data} onMoreLines={lines === FEW_LINES ? () => setLines(MANY_LINES) : undefined} />
  );
}
