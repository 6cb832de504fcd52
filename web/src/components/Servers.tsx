import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { shortHost } from '../format.ts';
import { texts } from '../texts.ts';
import { Value } from './Value.tsx';

/** Through which server a request went, and to which. */
export function Servers({ request: { front_end, back_end } }: { readonly request: RequestRow }): ReactNode {
  const host = (name: string | null): ReactNode => <Value of={name} as={shortHost(name ?? '')} />;
  return (
    <span className="route">
      {host(front_end)}
      <span className="muted">
        <span aria-hidden="true"> → </span>
        <span className="hidden"> {texts.requests.to} </span>
      </span>
      {host(back_end)}
    </span>
  );
}
