import { useEffect, useReducer, useRef } from 'react';

/** Rows that are furnished in one frame. */
const A_FRAME = 8;

/**
 * Which of the rows in sight come as bare text, see `useIsHasty`: those that are new where many are new at once while one
 * scrolls. When few are new, or none because it has ended, some are furnished in each frame; what was furnished stays so.
 * @param keys of the rows in sight @returns the keys of those that come bare
 */
export function useHastyRows(keys: readonly string[], isScrolling: boolean): ReadonlySet<string> {
  const [, goOn] = useReducer((count: number) => count + 1, 0);
  const before = useRef<{ keys: readonly string[]; hasty: ReadonlySet<string> }>({
    keys: [],
    hasty: new Set(),
  });
  const known = new Set(before.current.keys);
  const fresh = isScrolling ? keys.filter((key) => !known.has(key)) : [];
  const bare = keys.filter((key) => before.current.hasty.has(key));
  const hasty = new Set(fresh.length > A_FRAME ? [...bare, ...fresh] : bare.slice(A_FRAME));
  useEffect(() => {
    before.current = { keys, hasty };
    if (hasty.size === 0 || isScrolling) return;
    const frame = requestAnimationFrame(goOn);
    return () => cancelAnimationFrame(frame);
  });
  return hasty;
}
