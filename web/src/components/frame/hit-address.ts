import type { SearchResult } from '../../api/types.ts';
import { hasPage } from '../../pages/pages.ts';
import { type FilterName, withValue } from '../../state/filters.ts';
import type { FilterState } from '../../state/use-filters.ts';

type Hit = SearchResult['hits'][number];

/** Where a hit leads: to the page of the thing, else to the overview filtered by it. */
export function hitAddress(hit: Hit, href: FilterState['href']): string {
  const own = pageOf(hit);
  if (own !== null && hasPage(own)) return href(own);
  const filter = filters[hit.kind];
  if (filter === null) return hit.kind === 'code' ? codeAddress(hit, href) : href('/');
  return href('/', (before) => withValue(before, filter, hit.value));
}

/** The page of one user, session or request. */
function pageOf(hit: Hit): string | null {
  if (hit.kind === 'user') return `/users/${encodeURIComponent(hit.value)}`;
  if (hit.id === null) return null;
  if (hit.kind === 'context') return `/sessions/${hit.id}`;
  if (hit.kind === 'request') return `/requests/${hit.id}`;
  return null;
}

/** The failures with a code. */
function codeAddress(hit: Hit, href: FilterState['href']): string {
  if (!hasPage('/failures')) return href('/');
  const address = href('/failures');
  return `${address}${address.includes('?') ? '&' : '?'}code=${encodeURIComponent(hit.value)}`;
}

const filters: Readonly<Record<Hit['kind'], FilterName | null>> = {
  user: 'user',
  mailbox: 'mailbox',
  client_ip: 'client_ip',
  server: 'server',
  database: 'database',
  context: 'context',
  client_instance: 'client_instance',
  request: null,
  code: null,
  client_version: 'client_version',
};
