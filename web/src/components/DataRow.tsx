// biome-ignore-all lint/a11y/noRedundantRoles: laid out as boxes, elements of a table keep their roles only where these are said
import { memo, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import type { Sized } from './column-widths.ts';
import classes from './DataTable.module.css';
import { HastyContext } from './hasty.ts';

/** A column of a table. */
export interface Column<Row> extends Sized {
  readonly id: string;
  readonly head: string;
  /** What the head means, for those who rest on it. */
  readonly title?: string;
  /** Numbers stand at the right. */
  readonly align?: 'right';
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  readonly row: Row;
  /** What tells it from the others. */
  readonly id: string;
  /** Its number in the whole table, the head being 1. */
  readonly place: number;
  /** Those that are shown. */
  readonly columns: readonly Column<Row>[];
  /** Whether a click leads somewhere, or opens something. */
  readonly opens: boolean;
  readonly isActive: boolean;
  readonly isHovered: boolean;
  readonly detail: ((row: Row) => ReactNode) | undefined;
  readonly isOpen: boolean;
  /** See `useIsHasty`. */
  readonly isHasty: boolean;
  readonly onHover: ((id: string | null) => void) | undefined;
  readonly onEnter: (row: Row, id: string) => void;
}

/**
 * One row of a `DataTable`, and below it what it opens. By keyboard: j, k and Enter of the table, or the button or link in
 * the first cell.
 */
function Row<Row extends object>(props: Props<Row>) {
  const { row, id, place, columns, opens, isActive, isHovered, detail, isOpen, isHasty, onHover, onEnter } =
    props;
  return (
    <HastyContext value={isHasty}>
      <tr
        role="row"
        aria-rowindex={place}
        aria-current={isActive ? 'true' : undefined}
        data-opens={opens}
        data-hover={isHovered ? 'true' : undefined}
        onPointerEnter={onHover === undefined ? undefined : () => onHover(id)}
        onPointerLeave={onHover === undefined ? undefined : () => onHover(null)}
        onClick={(event) => {
          if (!isOwnClick(event.target)) onEnter(row, id);
        }}
      >
        {detail !== undefined && (
          <td role="cell" className={classes.opener}>
            <button
              type="button"
              className={classes.open}
              aria-expanded={isOpen}
              aria-label={texts.shared.details}
              onClick={() => onEnter(row, id)}
            >
              {isOpen ? '▾' : '▸'}
            </button>
          </td>
        )}
        {columns.map(({ id: column, align, cell }) => (
          <td role="cell" key={column} data-align={align}>
            {cell(row)}
          </td>
        ))}
      </tr>
      {isOpen && detail !== undefined && (
        <tr role="row">
          <td role="cell" className={classes.detail} aria-colspan={columns.length + 1}>
            <div className={classes.inner}>{detail(row)}</div>
          </td>
        </tr>
      )}
    </HastyContext>
  );
}

/** Made anew only when something of the row itself has changed: while one scrolls, most rows stay. */
export const DataRow = memo(Row) as typeof Row;

/** Whether a click was for a link or button in the row, or ended the marking of text. */
function isOwnClick(target: EventTarget): boolean {
  if (target instanceof Element && target.closest('a, button, input, summary') !== null) return true;
  return (window.getSelection()?.toString() ?? '') !== '';
}
