import type { ReactNode } from 'react';

/** Rows in the place of those that are still to come, so that nothing moves when they do. */
export function SkeletonRows({
  rows,
  columns,
}: {
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
    <tr key={row} className="skeleton">
      <td colSpan={columns}>
        <span />
      </td>
    </tr>
  ));
}
