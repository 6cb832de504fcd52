/** How much room a column takes. */
export interface Sized {
  /** Pixels that it needs; a column without grows. */
  readonly width?: number;
  /** Pixels that are enough on a phone. */
  readonly slim?: number;
  /** Shares what is left by the others. */
  readonly grow?: boolean;
  /** Left out where the table has no room for it. */
  readonly wide?: boolean;
}

/** What a column needs that says nothing of it, pixels: a user's name. */
const USUAL_PX = 144;
/** Tables that are no wider are of a phone; times come there without their year, as in the style sheet. */
const SLIM_PX = 480;

/** How the columns of a table stand in the room that there is. */
export interface Fitted<C> {
  /** Those that are shown. */
  readonly columns: readonly C[];
  /** Their widths, as `grid-template-columns` has them. */
  readonly tracks: readonly string[];
  /** What they need, pixels: where there is less, the table scrolls sideways. */
  readonly least: number;
}

/** The columns that have room in so many pixels: of the `wide` ones, the last are left out first. */
export function fitColumns<C extends Sized>(columns: readonly C[], room: number): Fitted<C> {
  const isSlim = room <= SLIM_PX;
  const need = ({ width = USUAL_PX, slim }: C): number => (isSlim ? (slim ?? width) : width);
  const sum = (some: readonly C[]): number => some.reduce((all, one) => all + need(one), 0);
  let shown = columns;
  while (sum(shown) > room) {
    const out = shown.findLastIndex(({ wide }) => wide === true);
    if (out === -1) break;
    shown = shown.toSpliced(out, 1);
  }
  const tracks = shown.map((column) =>
    column.grow === true || column.width === undefined
      ? `minmax(${need(column)}px, 1fr)`
      : `${need(column)}px`,
  );
  return { columns: shown, tracks, least: sum(shown) };
}
