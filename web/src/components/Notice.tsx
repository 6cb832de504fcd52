import type { ReactNode } from 'react';
import type { ApiError } from '../api.ts';
import { explainError, texts } from '../texts.ts';
import { Sign } from './Sign.tsx';
import { Text } from './Text.tsx';

interface Props {
  readonly what: string;
  readonly error: ApiError;
  readonly retry: () => void;
}

/** Says what failed, why, and offers to try again; the rest of the page goes on. */
export function Notice({ what, error, retry }: Props): ReactNode {
  return (
    <div className="notice" role="alert">
      <Sign kind="bad" />
      <p>
        <strong>{what}.</strong> <Text>{explainError(error)}</Text>
      </p>
      <button type="button" onClick={retry}>
        {texts.retry}
      </button>
    </div>
  );
}
