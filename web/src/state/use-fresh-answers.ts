import { type Query, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { statusQuery } from '../api/queries.ts';

/**
 * Asks again for what is on screen when the first requests are there, and when the program has read all that lay there:
 * answers that were given before are of a part. A list that one reads on in stays as it is.
 */
export function useFreshAnswers(): void {
  const client = useQueryClient();
  const { data } = useQuery(statusQuery);
  const isPart = data === undefined ? null : data.totals.requests === 0 || data.ingest.state === 'running';
  const isSome = data === undefined ? null : data.totals.requests > 0;
  const before = useRef({ isPart, isSome });
  useEffect(() => {
    const { isPart: wasPart, isSome: wasSome } = before.current;
    before.current = { isPart, isSome };
    const first = wasSome === false && isSome === true;
    const all = wasPart === true && isPart === false;
    if (first || all) void client.invalidateQueries({ predicate: isShort });
  }, [isPart, isSome, client]);
}

function isShort({ queryKey, state }: Query): boolean {
  const { pages = [] } = (state.data ?? {}) as { pages?: readonly unknown[] };
  return queryKey[0] !== statusQuery.queryKey[0] && pages.length <= 1;
}
