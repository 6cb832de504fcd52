import { Children, type ReactNode } from 'react';
import { Link } from 'wouter';
import { formatShare } from '../format/numbers.ts';
import { texts } from '../texts/texts.ts';
import classes from './Figure.module.css';

/** A number that matters: what it is, how it is, how it was, and a link to what it is made of. */
export function Figure({
  label,
  title,
  href,
  children,
  note,
  spark,
}: {
  readonly label: string;
  readonly title?: string;
  /** Where the number comes from; null when there is no page for it. */
  readonly href: string | null;
  /** The numbers. */
  readonly children: ReactNode;
  readonly note?: ReactNode;
  /** A small line of its course. */
  readonly spark?: ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <div className={classes.label} title={title}>
        {href === null ? label : <Link href={href}>{label}</Link>}
      </div>
      <div className={classes.numbers}>{children}</div>
      {spark}
      {note !== undefined && <div className={classes.note}>{note}</div>}
    </div>
  );
}

/** Each part of a note on its own, so that a narrow window breaks between them. */
export function Note({ children }: { readonly children: ReactNode }) {
  return Children.map(children, (part) => (part === null ? null : <span>{part}</span>));
}

/** One number with the small name of what it is. */
export function Part({ name, value }: { readonly name?: string; readonly value: string }) {
  return (
    <span className={classes.part}>
      {name !== undefined && <span className={classes.name}>{name}</span>} <strong>{value}</strong>
    </span>
  );
}

/**
 * How a number stands to what it was before, which `than` names. Differences under `quiet` are none; `worse` says which way
 * is bad, and only what got worse has a colour. `before` is null where there is nothing to compare with, and undefined until
 * that is known.
 */
export function Trend({
  now,
  before,
  than,
  worse,
  quiet = 0.05,
}: {
  readonly now: number | null;
  readonly before: number | null | undefined;
  readonly than: string;
  readonly worse: 'up' | 'down';
  readonly quiet?: number;
}) {
  const { trend } = texts.shared;
  if (before === undefined) return <span className={classes.trend}>{trend.asked}</span>;
  if (now === null || before === null || before === 0) {
    return <span className={classes.trend}>{trend.none}</span>;
  }
  const change = (now - before) / before;
  if (Math.abs(change) < quiet) return <span className={classes.trend}>{trend.same(than)}</span>;
  const up = change > 0;
  const bad = up === (worse === 'up');
  const share = Math.abs(change) > 1 ? `×${(now / before).toFixed(1)}` : formatShare(Math.abs(change));
  return (
    <span className={classes.trend} data-bad={bad}>
      {up ? '▲' : '▼'} {bad ? trend.worse(share, than) : trend.better(share, than)}
    </span>
  );
}
