import { texts } from '../texts/texts.ts';
import classes from './states.module.css';

/** Lines that hold the place of what is being loaded. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={texts.shared.loading}>
      {Array.from({ length: lines }, (_, i) => `line ${i}`).map((key) => (
        <span key={key} />
      ))}
    </div>
  );
}
