import { visibleText } from '../format/visible-text.ts';
import type { FilterName } from '../state/filters.ts';
import { useFilters } from '../state/use-filters.ts';
import { texts } from '../texts/texts.ts';
import { useIsHasty } from './hasty.ts';
import { Value, Visible } from './Visible.tsx';

/** A value that filters by itself when it is clicked. `label` is shown in its place. */
export function FilterValue({
  name,
  value,
  label,
}: {
  readonly name: FilterName;
  readonly value: string | null;
  readonly label?: string;
}) {
  const { add } = useFilters();
  const isHasty = useIsHasty();
  if (value === null || value === '') return <Value value={null} />;
  if (isHasty) return visibleText(label ?? value);
  return (
    <button
      type="button"
      className="text-button quiet"
      title={texts.shared.filterBy(texts.filters.names[name], visibleText(value))}
      onClick={(event) => {
        event.stopPropagation();
        add(name, value);
      }}
    >
      <Visible text={label ?? value} full />
    </button>
  );
}
