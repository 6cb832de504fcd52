import type { ReactNode } from 'react';
import type { RequestRow } from '../api.ts';
import { formatNumber } from '../format.ts';
import { texts } from '../texts.ts';

/** Which part of a request's duration was spent where, as a bar and in numbers. */
export function TimeParts({ request }: { readonly request: RequestRow }): ReactNode {
  const { detail } = texts;
  const parts = [
    { name: detail.client, className: 'client', ms: request.client_stream_ms },
    { name: detail.frontEnd, className: 'front', ms: request.front_end_ms },
    { name: detail.routing, className: 'routing', ms: request.routing_ms },
    { name: detail.backEnd, className: 'back', ms: request.backend_ms },
  ].map((part) => ({ ...part, ms: part.ms === null ? null : Math.max(0, part.ms) }));
  const sum = parts.reduce((total, { ms }) => total + (ms ?? 0), 0);
  let at = 0;
  const bars = parts.map(({ name, className, ms }) => {
    const x = at;
    at += ms ?? 0;
    return <rect key={name} className={className} x={x} y="0" width={ms ?? 0} height="1" />;
  });
  return (
    <>
      <svg
        className="parts"
        viewBox={`0 0 ${Math.max(sum, 1)} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars}
      </svg>
      <ul className="legend">
        {parts.map(({ name, className, ms }) => (
          <li key={name}>
            <svg className="key" viewBox="0 0 1 1" aria-hidden="true">
              <rect className={className} width="1" height="1" />
            </svg>
            {name} <span className="figure">{ms === null ? texts.none : `${formatNumber(ms)} ms`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
