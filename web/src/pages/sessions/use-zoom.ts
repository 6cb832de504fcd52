import { useParameter } from '../../state/use-parameter.ts';

/** What of a session is in sight; in the address, as `zoom=FROM-TO` in milliseconds since its start. */
export interface Zoom {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zoomed: boolean;
  readonly to: (fromMs: number, toMs: number) => void;
  readonly closer: () => void;
  readonly wider: () => void;
  readonly reset: () => void;
}

/** Nothing shorter is zoomed into: logs know no more than milliseconds. */
const SHORTEST_MS = 20;

/** The zoom of the address, within a session of this length. */
export function useZoom(lengthMs: number): Zoom {
  const [zoom, setZoom] = useParameter('zoom');
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(zoom ?? '') ?? [];
  const given = [Number(from), Math.min(Number(to), lengthMs)] as const;
  const zoomed = given[1] - given[0] > 0;
  const [fromMs, toMs] = zoomed ? given : ([0, lengthMs] as const);
  const set = (wantedFrom: number, wantedTo: number): void => {
    const middle = (wantedFrom + wantedTo) / 2;
    const half = Math.max(wantedTo - wantedFrom, SHORTEST_MS) / 2;
    const first = Math.max(Math.floor(middle - half), 0);
    const last = Math.min(Math.ceil(middle + half), lengthMs);
    setZoom(first <= 0 && last >= lengthMs ? null : `${first}-${last}`, true);
  };
  const quarter = (toMs - fromMs) / 4;
  return {
    fromMs,
    toMs,
    zoomed,
    to: set,
    closer: () => set(fromMs + quarter, toMs - quarter),
    wider: () => set(fromMs - 2 * quarter, toMs + 2 * quarter),
    reset: () => setZoom(null, true),
  };
}
