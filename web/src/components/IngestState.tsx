import type { ReactNode } from 'react';
import type { ApiError, Status } from '../api.ts';
import { explainError, ingestStateNames, texts } from '../texts.ts';
import { Sign, type SignKind } from './Sign.tsx';
import { Text } from './Text.tsx';

interface Props {
  readonly status: Status | undefined;
  readonly error: ApiError | undefined;
}

/** How complete the data is: one sign and a few words, read out when they change. */
export function IngestState({ status, error }: Props): ReactNode {
  const [sign, words, why] = describe(status, error);
  return (
    <p className={`ingest-state ${sign}`} role="status" aria-live="polite" aria-label={texts.ingest.label}>
      <Sign kind={sign} />
      <span>{words}</span>
      {why === null ? null : (
        <span className="why">
          <Text>{why}</Text>
        </span>
      )}
    </p>
  );
}

function describe(
  status: Status | undefined,
  error: ApiError | undefined,
): [SignKind, string, string | null] {
  if (error !== undefined) return ['bad', texts.ingest.unreachable, explainError(error)];
  if (status === undefined) return ['quiet', texts.loading, null];
  const { state, bytes, bytes_done } = status.ingest;
  if (state === 'failed') return ['bad', ingestStateNames.failed, status.ingest.error];
  // How far it is stands beside: here it would be read out every few seconds.
  if (state === 'running') {
    return [
      'active',
      bytes > 0 && bytes_done >= bytes ? texts.ingest.finishing : ingestStateNames.running,
      null,
    ];
  }
  if (status.totals.sources === 0) return ['quiet', texts.ingest.nothing, null];
  return ['good', ingestStateNames[state], null];
}
