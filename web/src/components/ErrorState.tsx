import { Button } from '@mantine/core';
import { errorCode, explainError } from '../api/errors.ts';
import { visibleText } from '../format/visible-text.ts';
import { texts } from '../texts/texts.ts';
import { Mark } from './OutcomeMark.tsx';
import classes from './states.module.css';

/** A part of a page that could not be loaded: what, why, and a way to try again. The rest of the page goes on. */
export function ErrorState({
  what,
  error,
  onRetry,
}: {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  const code = errorCode(error);
  return (
    <div className={classes.error} role="alert">
      <Mark tone="failed">{texts.shared.failedPart(what)}</Mark>
      <p>
        {visibleText(explainError(error))} {code !== '' && <span className="muted">({code})</span>}
      </p>
      <Button onClick={onRetry}>{texts.shared.retry}</Button>
    </div>
  );
}
