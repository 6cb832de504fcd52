import type { ReactNode } from 'react';
import classes from './Section.module.css';

/** A part of a page under a heading; `aside` stands at the right end of the heading. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.section}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {aside !== undefined && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </div>
  );
}
