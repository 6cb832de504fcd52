import type { ReactNode } from 'react';
import classes from './SimpleTable.module.css';

/** A small table: the one behind a chart, a list of servers. `numbers` says which columns stand at the right. */
export function SimpleTable({
  label,
  heads,
  rows,
  numbers = [],
}: {
  readonly label: string;
  readonly heads: readonly string[];
  /** Cells of each row; the first one names it. */
  readonly rows: readonly (readonly ReactNode[])[];
  readonly numbers?: readonly number[];
}) {
  const align = (i: number) => (numbers.includes(i) ? 'right' : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={label}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {heads.map((head, i) => (
              <th key={head} scope="col" data-align={align(i)}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, r) => (
            // Rows of a table that is replaced as a whole.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <tr key={r}>
              {heads.map((head, i) =>
                i === 0 ? (
                  <th key={head} scope="row">
                    {cells[i]}
                  </th>
                ) : (
                  <td key={head} data-align={align(i)}>
                    {cells[i]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
