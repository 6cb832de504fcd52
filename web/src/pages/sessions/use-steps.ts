import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { SessionDetail } from '../../api/types.ts';
import type { Step } from '../../charts/step-lanes.ts';

/** So many steps are loaded by themselves; more when one asks. */
const BY_ITSELF = 20_000;

/** The steps of a session that are there, and how to get more. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly total: number;
  readonly loading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

/** The steps of a session, loaded page after page. */
export function useSteps(answer: UseInfiniteQueryResult<InfiniteData<SessionDetail>>): Steps {
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = answer;
  const steps = useMemo(
    () =>
      (data?.pages ?? []).flatMap((page) =>
        page.steps.map((step, i): Step => ({ key: String(page.first_step + i), step })),
      ),
    [data],
  );
  const goesOn = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && steps.length < BY_ITSELF;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  return {
    steps,
    total: data?.pages[0]?.total_steps ?? 0,
    loading: isFetchingNextPage,
    error: isFetchNextPageError ? error : null,
    hasMore: hasNextPage,
    loadMore: () => void fetchNextPage(),
  };
}
