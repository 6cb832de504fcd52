import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/**
 * One parameter of the address that belongs to a page (what is open, how it is sorted); null when it is not there.
 * A change replaces the address unless `push` is given: then the back button undoes it.
 */
export function useParameter(
  name: string,
): readonly [string | null, (value: string | null, push?: boolean) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string | null, push = false) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: !push },
      );
    },
    [name, setSearch],
  );
  return [search.get(name), set];
}
