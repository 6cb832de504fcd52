import type { QueryClient } from '@tanstack/react-query';
import { overviewQuery, statusQuery } from '../api/queries.ts';
import { pageAt } from '../pages/pages.ts';
import { apiParameters, filtersFrom, isMoving } from './filters.ts';

/** Asks for what the page of an address needs while the frame round it is still being made: its code, and its figures. */
export function askAhead(
  client: QueryClient,
  { pathname, search }: Pick<Location, 'pathname' | 'search'>,
): void {
  const page = pageAt(pathname);
  // What fails here fails again where it is shown, and is told there.
  page?.load().catch(() => undefined);
  if (page?.name === 'overview') {
    const filters = filtersFrom(new URLSearchParams(search));
    void client.prefetchQuery(overviewQuery(apiParameters(filters).toString(), isMoving(filters)));
  }
  void client.prefetchQuery(statusQuery);
}
