import type { ReactNode } from 'react';
import type { Status } from '../api.ts';
import { formatNumber, formatRange, localZone } from '../format.ts';
import { texts } from '../texts.ts';
import { Sign } from './Sign.tsx';

/** The four totals under the name, each a link to what it is made of. */
export function Figures({ totals }: { readonly totals: Status['totals'] | undefined }): ReactNode {
  const { label, records, rejected, requests, ofThemNoise, range } = texts.figures;
  const number = (value: number | undefined): string =>
    value === undefined ? texts.none : formatNumber(value);
  const bad = totals !== undefined && totals.rejected > 0;
  return (
    <section className="figures" aria-label={label}>
      <a href="#sources">
        <strong>{number(totals?.records)}</strong> {records}
      </a>
      <a href="#sources" className={bad ? 'warning' : undefined}>
        {bad ? <Sign kind="warning" /> : null}
        <strong>{number(totals?.rejected)}</strong> {rejected}
      </a>
      <a href="#requests">
        <strong>{number(totals?.requests)}</strong> {requests}
        {totals !== undefined && totals.noise > 0 ? `, ${ofThemNoise(formatNumber(totals.noise))}` : ''}
      </a>
      <span className="range">
        <span className="hidden">{range}: </span>
        {totals === undefined ? texts.none : rangeOf(totals)}
      </span>
    </section>
  );
}

function rangeOf({ first_at, last_at }: Status['totals']): string {
  const range = first_at === null || last_at === null ? null : formatRange(first_at, last_at, localZone);
  return range ?? texts.figures.noRange;
}
