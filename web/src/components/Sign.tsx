import type { ReactNode } from 'react';

/** What a sign says: the same five everywhere. */
export type SignKind = 'good' | 'bad' | 'warning' | 'info' | 'active' | 'quiet';

const shapes: Readonly<Record<SignKind, ReactNode>> = {
  good: <path d="M2 6.5 4.7 9 10 3.2" />,
  bad: <path d="m2.5 2.5 7 7m0-7-7 7" />,
  warning: <path d="M6 1.8 11 10.4H1Z M6 5v2.4M6 8.6v.4" />,
  info: <path d="M6 1.2 10.8 6 6 10.8 1.2 6Z" />,
  active: <path d="M3 2v8l7-4Z" className="filled" />,
  quiet: <circle cx="6" cy="6" r="3.6" />,
};

/** A small shape that says the same as a colour; its text stands beside it. */
export function Sign({ kind }: { readonly kind: SignKind }): ReactNode {
  return (
    <svg className={`sign ${kind}`} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}
