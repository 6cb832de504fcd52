import { shortHost } from '../format/names.ts';
import { visibleText } from '../format/visible-text.ts';
import type { FilterName } from '../state/filters.ts';
import { texts } from '../texts/texts.ts';
import { FilterValue } from './FilterValue.tsx';
import { Visible } from './Visible.tsx';

/** The way of requests: front end (or several, with commas) to back end. Each filters where the page has filters. */
export function Servers({
  front,
  back,
  filter = true,
}: {
  readonly front: string | null;
  readonly back: string | null;
  readonly filter?: boolean;
}) {
  return (
    <span>
      {front === null
        ? texts.shared.none
        : front.split(', ').map((server, i) => (
            <span key={server}>
              {i > 0 && ', '}
              <Server name="front_end" value={server} filter={filter} />
            </span>
          ))}{' '}
      → {back === null ? texts.shared.none : <Server name="back_end" value={back} filter={filter} />}
    </span>
  );
}

function Server({
  name,
  value,
  filter,
}: {
  readonly name: FilterName;
  readonly value: string;
  readonly filter: boolean;
}) {
  return filter ? (
    <FilterValue name={name} value={value} label={shortHost(value)} />
  ) : (
    <span title={visibleText(value)}>
      <Visible text={shortHost(value)} />
    </span>
  );
}
