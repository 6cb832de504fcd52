import type { ReactNode } from 'react';
import { named } from '../texts/named.ts';
import { texts } from '../texts/texts.ts';
import { useIsHasty } from './hasty.ts';
import classes from './OutcomeMark.module.css';

/** What a colour means; each has a shape of its own. */
export type Tone = 'ok' | 'slow' | 'failed' | 'gone' | 'unknown';

const tones: Readonly<Record<string, Tone>> = {
  ok: 'ok',
  failed: 'failed',
  challenge: 'unknown',
  client_gone: 'gone',
};

/** What became of a request: colour, shape and word. */
export function OutcomeMark({ outcome }: { readonly outcome: string }) {
  const { name, meaning } = named(texts.codes.outcomes, outcome);
  return (
    <Mark tone={tones[outcome] ?? 'unknown'} title={meaning}>
      {name}
    </Mark>
  );
}

/** A word with the shape and colour of what it means. */
export function Mark({
  tone,
  title,
  children,
}: {
  readonly tone: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
}) {
  const isHasty = useIsHasty();
  if (isHasty) return children;
  return (
    <span className={classes.mark} data-tone={tone} title={title}>
      <Shape tone={tone} />
      {children}
    </span>
  );
}

/** The shape alone, for a place where the word stands beside it. */
export function Shape({ tone }: { readonly tone: Tone }) {
  return (
    <svg className={classes.shape} data-tone={tone} viewBox="0 0 10 10" aria-hidden="true">
      {shapes[tone]}
    </svg>
  );
}

const shapes: Readonly<Record<Tone, ReactNode>> = {
  ok: <circle cx="5" cy="5" r="2.5" fill="currentColor" />,
  slow: <path d="M5 1 9.5 9H.5Z" fill="currentColor" />,
  failed: <path d="m1.5 1.5 7 7m0-7-7 7" stroke="currentColor" strokeWidth="2" />,
  gone: <path d="M8 1 2 5l6 4Z" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  unknown: <circle cx="5" cy="5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.4" />,
};
