import type { ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import classes from './DataTable.module.css';

/** A column of a table. */
export interface Column<Row> {
  readonly id: string;
  readonly head: string;
  /** What the head means, for those who rest on it. */
  readonly title?: string;
  /** Pixels; a column without shares what is left. */
  readonly width?: number;
  /** Numbers stand at the right. */
  readonly align?: 'right';
  /** Left out where the window is narrow. */
  readonly wide?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

/**
 * One row of a `DataTable`, and below it what it opens. By keyboard: j, k and Enter of the table, or the button or link in
 * the first cell.
 */
export function DataRow<Row extends object>({
  row,
  place,
  columns,
  span,
  opens,
  isActive,
  isHovered,
  detail,
  isOpen,
  onHover,
  onEnter,
}: {
  readonly row: Row;
  /** Its number in the whole table, the head being 1. */
  readonly place: number;
  readonly columns: readonly Column<Row>[];
  /** How many columns are shown. */
  readonly span: number;
  /** Whether a click leads somewhere, or opens something. */
  readonly opens: boolean;
  readonly isActive: boolean;
  readonly isHovered: boolean;
  readonly detail: ((row: Row) => ReactNode) | undefined;
  readonly isOpen: boolean;
  readonly onHover: ((hovered: boolean) => void) | undefined;
  readonly onEnter: () => void;
}) {
  return (
    <>
      <tr
        aria-rowindex={place}
        aria-current={isActive ? 'true' : undefined}
        data-opens={opens}
        data-hover={isHovered ? 'true' : undefined}
        onPointerEnter={onHover === undefined ? undefined : () => onHover(true)}
        onPointerLeave={onHover === undefined ? undefined : () => onHover(false)}
        onClick={(event) => {
          if (!isOwnClick(event.target)) onEnter();
        }}
      >
        {detail !== undefined && (
          <td className={classes.opener}>
            <button
              type="button"
              className={classes.open}
              aria-expanded={isOpen}
              aria-label={texts.shared.details}
              onClick={onEnter}
            >
              {isOpen ? '▾' : '▸'}
            </button>
          </td>
        )}
        {columns.map(({ id, align, wide, cell }) => (
          <td key={id} data-align={align} className={wide === true ? classes.wide : undefined}>
            {cell(row)}
          </td>
        ))}
      </tr>
      {isOpen && detail !== undefined && (
        <tr className={classes.detail}>
          <td colSpan={span}>
            <div className={classes.inner}>{detail(row)}</div>
          </td>
        </tr>
      )}
    </>
  );
}

/** Whether a click was for a link or button in the row, or ended the marking of text. */
function isOwnClick(target: EventTarget): boolean {
  if (target instanceof Element && target.closest('a, button, input, summary') !== null) return true;
  return (window.getSelection()?.toString() ?? '') !== '';
}
