// biome-ignore-all lint/a11y/noRedundantRoles: laid out as boxes, elements of a table keep their roles only where these are said
import { useCallbackRef, useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useKeys } from '../state/use-keys.ts';
import { texts } from '../texts/texts.ts';
import { fitColumns } from './column-widths.ts';
import { type Column, DataRow } from './DataRow.tsx';
import classes from './DataTable.module.css';
import { ErrorState } from './ErrorState.tsx';
import { useHastyRows } from './use-hasty-rows.ts';

interface Props<Row> {
  /** What the table shows, for those who don't see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  /** Where Enter and a click lead; or: */
  readonly rowHref?: (row: Row) => string;
  /** what opens below the row. */
  readonly detail?: (row: Row) => ReactNode;
  /** Key of the row that is open, where the page keeps it (in the address); else the table does. */
  readonly openKey?: string | null;
  readonly onOpen?: (key: string | null) => void;
  /** Whether there are more rows, and how to get them. */
  readonly more?: {
    readonly has: boolean;
    readonly loading: boolean;
    readonly error: unknown;
    readonly load: () => void;
  };
  /** Whether j, k, Enter and Esc belong to this table: one on a page. */
  readonly keyboard?: boolean;
  /** Height in pixels; without it the table takes what the window has. */
  readonly height?: number;
  /** What stands across all columns in place of a row's cells; null for a row of cells. */
  readonly across?: (row: Row) => ReactNode;
  /** Told whether one reads: has scrolled down, or marked a row. */
  readonly onReading?: (reading: boolean) => void;
  /** Whether a row that opens in the lower half goes up, so that what opens has room. */
  readonly roomy?: boolean;
  /** Key of the row that is marked, where something beside the table marks rows too; else the table keeps it. */
  readonly activeKey?: string | null;
  readonly onActive?: (key: string | null) => void;
  /** Key of the row that is pointed at, here or beside the table. */
  readonly hoverKey?: string | null;
  readonly onHover?: (key: string | null) => void;
  /** Goes to the top, and lets go of the marked row, whenever it changes. */
  readonly topSignal?: number;
}

const ROW_PX = 28;
/** Rows above and below those in sight. */
const OVERSCAN = 8;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 30;

/**
 * Rows without end: only those in sight are in the page. They are elements of a table, but laid out as boxes of one height at
 * their places: a browser lays a table out as a whole, with all its cells, whenever one row comes.
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowHref,
    detail,
    more,
    keyboard = true,
    height,
    across,
    onReading,
    topSignal,
    hoverKey = null,
    onHover,
    roomy = false,
  } = props;
  const [ownOpen, setOwnOpen] = useState<string | null>(null);
  const open = props.openKey === undefined ? ownOpen : props.openKey;
  const setOpen = props.onOpen ?? setOwnOpen;
  // By key, not by place: rows may come in before it.
  const [ownActive, setOwnActive] = useState<string | null>(null);
  const active = props.activeKey === undefined ? ownActive : props.activeKey;
  const setActive = props.onActive ?? setOwnActive;
  const [scrolled, setScrolled] = useState(false);
  const [, navigate] = useLocation();
  const scroller = useRef<HTMLElement>(null);
  const { ref: measured, width } = useElementSize();
  const box = useMergedRef(scroller, measured);
  const keyAt = useCallback(
    (i: number): string => {
      const row = rows[i];
      return row === undefined ? '' : String(rowKey(row));
    },
    [rows, rowKey],
  );
  const indexOf = useCallback(
    (key: string | null): number =>
      key === null ? -1 : rows.findIndex((row) => String(rowKey(row)) === key),
    [rows, rowKey],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    // Another function here makes the places of all rows be computed anew.
    getItemKey: keyAt,
    overscan: OVERSCAN,
    // The head stands over the first row.
    scrollPaddingEnd: ROW_PX,
  });
  const items = virtual.getVirtualItems();
  // A row that was open may be out of sight, where nothing measures it, when it is closed.
  const wasOpen = useRef(open);
  useLayoutEffect(() => {
    const closed = wasOpen.current === open ? -1 : indexOf(wasOpen.current);
    wasOpen.current = open;
    if (closed >= 0) virtual.resizeItem(closed, ROW_PX);
  }, [open, indexOf, virtual]);
  const hasty = useHastyRows(
    items.map(({ index }) => keyAt(index)),
    virtual.isScrolling,
  );
  const last = items.at(-1)?.index ?? 0;
  const { has = false, loading = false, error = null, load } = more ?? {};
  useEffect(() => {
    if (has && !loading && error === null && last >= rows.length - AHEAD) load?.();
  }, [has, loading, error, last, rows.length, load]);

  const reading = scrolled || active !== null || open !== null;
  useEffect(() => onReading?.(reading), [onReading, reading]);
  const goToTop = useCallbackRef((): void => {
    scroller.current?.scrollTo({ top: 0 });
    setActive(null);
  });
  useEffect(() => {
    if (topSignal !== undefined) goToTop();
  }, [topSignal, goToTop]);
  const { activeKey = null } = props;
  const isThere = useMemo(() => indexOf(activeKey) >= 0, [activeKey, indexOf]);
  // When the row is marked or comes, not whenever others come.
  const goToRow = useCallbackRef((key: string): void => virtual.scrollToIndex(indexOf(key)));
  useEffect(() => {
    if (activeKey !== null && isThere) goToRow(activeKey);
  }, [activeKey, isThere, goToRow]);

  const enter = useCallback(
    (row: Row): void => {
      const key = String(rowKey(row));
      if (rowHref !== undefined) navigate(rowHref(row));
      else if (detail !== undefined) {
        setOpen(open === key ? null : key);
        if (roomy && open !== key) goUp(virtual, key);
      }
    },
    [rowKey, rowHref, detail, navigate, setOpen, open, roomy, virtual],
  );
  useKeys(
    useCallback(
      (key) => {
        if (!keyboard) return false;
        if (key === 'j' || key === 'k') {
          const at = indexOf(active) + (key === 'j' ? 1 : -1);
          const next = Math.min(Math.max(at, 0), rows.length - 1);
          setActive(next < 0 ? null : keyAt(next));
          if (next >= 0) virtual.scrollToIndex(next);
          return true;
        }
        const row = rows[indexOf(active)];
        const focused = document.activeElement;
        const free =
          focused === null ||
          focused === document.body ||
          focused === scroller.current ||
          focused.id === 'content';
        if (key === 'Enter' && free && row !== undefined) {
          enter(row);
          return true;
        }
        if (key !== 'Escape' || (open === null && active === null)) return false;
        if (open !== null) setOpen(null);
        else setActive(null);
        return true;
      },
      [keyboard, active, rows, keyAt, indexOf, open, enter, setOpen, setActive, virtual],
    ),
  );
  const opener = detail === undefined ? 0 : ROW_PX;
  const {
    columns: shown,
    tracks,
    least,
  } = useMemo(() => fitColumns(columns, (width || usualWidth()) - opener), [columns, width, opener]);
  const onEnter = useCallbackRef((row: Row, id: string): void => {
    setActive(id);
    enter(row);
  });
  const opens = rowHref !== undefined || detail !== undefined;
  return (
    <section
      ref={box}
      className={classes.scroller}
      style={height === undefined ? undefined : { maxHeight: height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop > ROW_PX)}
    >
      <table
        role="table"
        className={classes.table}
        style={{
          ['--columns' as string]: [...(opener === 0 ? [] : [`${opener}px`]), ...tracks].join(' '),
          height: ROW_PX + virtual.getTotalSize(),
          minWidth: opener + least,
        }}
        aria-rowcount={has ? -1 : rows.length + 1}
      >
        <caption className="visually-hidden">{label}</caption>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {detail !== undefined && (
              <th role="columnheader" scope="col">
                <span className="visually-hidden">{texts.shared.details}</span>
              </th>
            )}
            {shown.map(({ id, head, title, align }) => (
              <th role="columnheader" key={id} scope="col" title={title} data-align={align}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = keyAt(item.index);
          const whole = across?.(row) ?? null;
          const isOpen = id === open && detail !== undefined;
          // Other rows are of one height: nothing is to be measured.
          const high = whole !== null || isOpen;
          return (
            <tbody
              role="rowgroup"
              key={id}
              data-index={item.index}
              data-high={high}
              ref={high ? virtual.measureElement : undefined}
              style={{ top: ROW_PX + item.start }}
            >
              {whole !== null ? (
                <tr role="row" aria-rowindex={item.index + 2}>
                  <td role="cell" className={classes.across} aria-colspan={shown.length}>
                    {whole}
                  </td>
                </tr>
              ) : (
                <DataRow
                  row={row}
                  id={id}
                  place={item.index + 2}
                  columns={shown}
                  opens={opens}
                  isActive={id === active}
                  isHovered={id === hoverKey}
                  detail={detail}
                  isOpen={isOpen}
                  isHasty={hasty.has(id)}
                  onHover={onHover}
                  onEnter={onEnter}
                />
              )}
            </tbody>
          );
        })}
      </table>
      {error !== null ? (
        <ErrorState what={texts.shared.table.moreFailed} error={error} onRetry={() => load?.()} />
      ) : (
        loading && (
          <p className="muted" role="status">
            {texts.shared.table.loadingMore}
          </p>
        )
      )}
    </section>
  );
}

/** What a table has in most cases, pixels: so long as it is not measured. */
const usualWidth = (): number => document.documentElement.clientWidth - 32;

/** Brings a row of the lower half to the top. */
function goUp(virtual: Virtualizer<HTMLElement, Element>, key: string): void {
  const item = virtual.getVirtualItems().find((one) => one.key === key);
  const { scrollElement: scroller } = virtual;
  if (item === undefined || scroller === null) return;
  if (item.start - scroller.scrollTop < scroller.clientHeight / 2) return;
  // When what opens is there, and with it the room below.
  requestAnimationFrame(() => virtual.scrollToIndex(item.index, { align: 'start' }));
}
