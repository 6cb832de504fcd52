import type { RequestRow } from '../../api/types.ts';

/** Why something was passed over: the names of the API. */
export type GapReason = 'slow' | 'too_old' | 'restart';

/** A line of the tail: a request, or the place of a gap. */
export type TailItem =
  | { readonly kind: 'request'; readonly key: string; readonly row: RequestRow }
  | { readonly kind: 'gap'; readonly key: string; readonly reason: GapReason; readonly missed: number };

/** What is on screen, and what waits while one reads. Newest first; both are bounded. */
export interface Tail {
  readonly shown: readonly TailItem[];
  readonly held: readonly TailItem[];
  /** How many have come in since one reads, those that were dropped again included. */
  readonly heldCount: number;
  readonly holding: boolean;
  /** Requests that have left the filter while one reads: taken off when what is held is shown. */
  readonly gone: ReadonlySet<string>;
  readonly gaps: number;
}

/** Something that happens to a tail. */
export type TailEvent =
  | { readonly kind: 'request'; readonly row: RequestRow }
  | { readonly kind: 'before'; readonly rows: readonly RequestRow[] }
  | { readonly kind: 'gone'; readonly ids: readonly number[] }
  | { readonly kind: 'gap'; readonly reason: GapReason; readonly missed: number }
  | { readonly kind: 'hold'; readonly holding: boolean }
  | { readonly kind: 'show' }
  | { readonly kind: 'clear' };

/** Lines that are kept, on screen and waiting each: a day of looking on costs no more memory than a minute. */
export const KEPT = 2_000;

export const emptyTail: Tail = {
  shown: [],
  held: [],
  heldCount: 0,
  holding: false,
  gone: new Set(),
  gaps: 0,
};

/** The tail after an event. */
export function tailAfter(tail: Tail, event: TailEvent): Tail {
  switch (event.kind) {
    case 'request':
      return withRequest(tail, event.row);
    case 'before': {
      const known = new Set([...tail.shown, ...tail.held].map(({ key }) => key));
      const rows = event.rows.map(itemOf).filter(({ key }) => !known.has(key));
      return { ...tail, shown: [...tail.shown, ...rows].slice(0, KEPT) };
    }
    case 'gone':
      return withoutRequests(tail, new Set(event.ids.map(String)));
    case 'gap': {
      const { reason, missed } = event;
      const gaps = tail.gaps + 1;
      return withNew({ ...tail, gaps }, { kind: 'gap', key: `gap ${gaps}`, reason, missed }, 0);
    }
    case 'hold':
      return event.holding ? { ...tail, holding: true } : { ...shownAll(tail), holding: false };
    case 'show':
      return shownAll(tail);
    case 'clear':
      return { ...emptyTail, holding: tail.holding };
  }
}

const itemOf = (row: RequestRow): TailItem & { readonly kind: 'request' } => ({
  kind: 'request',
  key: String(row.id),
  row,
});

/** A request that is there already changes at its place; a new one comes first. */
function withRequest(tail: Tail, row: RequestRow): Tail {
  const item = itemOf(row);
  const { key } = item;
  const put = (items: readonly TailItem[]): readonly TailItem[] =>
    items.map((one) => (one.key === key ? item : one));
  const gone = tail.gone.has(key) ? new Set([...tail.gone].filter((one) => one !== key)) : tail.gone;
  if (tail.shown.some((one) => one.key === key)) return { ...tail, gone, shown: put(tail.shown) };
  if (tail.held.some((one) => one.key === key)) return { ...tail, gone, held: put(tail.held) };
  return withNew({ ...tail, gone }, item, 1);
}

function withNew(tail: Tail, item: TailItem, count: number): Tail {
  if (!tail.holding) return { ...tail, shown: [item, ...tail.shown].slice(0, KEPT) };
  return { ...tail, held: [item, ...tail.held].slice(0, KEPT), heldCount: tail.heldCount + count };
}

/** While one reads, lines stay where they are: what is gone is taken off later. */
function withoutRequests(tail: Tail, keys: ReadonlySet<string>): Tail {
  const held = tail.held.filter(({ key }) => !keys.has(key));
  const heldCount = tail.heldCount - (tail.held.length - held.length);
  if (!tail.holding)
    return { ...tail, held, heldCount, shown: tail.shown.filter(({ key }) => !keys.has(key)) };
  return { ...tail, held, heldCount, gone: new Set([...tail.gone, ...keys]) };
}

function shownAll(tail: Tail): Tail {
  const { shown, held, gone } = tail;
  if (held.length === 0 && gone.size === 0) return tail;
  const all = [...held, ...shown].filter(({ key }) => !gone.has(key)).slice(0, KEPT);
  return { ...tail, shown: all, held: [], heldCount: 0, gone: new Set() };
}
