import type { ReactNode } from 'react';
import { texts } from '../../texts/texts.ts';
import classes from './FilterBar.module.css';

/** A filter that is on, with the way to take it off. */
export function Chip({
  name,
  children,
  onRemove,
}: {
  readonly name: string;
  readonly children: string;
  readonly onRemove: () => void;
}) {
  const body: ReactNode = (
    <>
      <span className="muted">{name}:</span> <bdi>{children}</bdi>
    </>
  );
  return (
    <span className={classes.chip} title={`${name}: ${children}`}>
      <span>{body}</span>
      <button type="button" aria-label={texts.filters.remove(name, children)} onClick={onRemove}>
        ✕
      </button>
    </span>
  );
}
