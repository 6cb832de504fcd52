import type { ReactNode } from 'react';
import classes from './states.module.css';

/** Nothing to show: why, and what to do about it. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <section className={classes.empty}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
