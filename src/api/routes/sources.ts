import type { RouteContext } from '../app.ts';
import { listRoute } from '../routing.ts';
import { CodePage, CodeRow, RejectedPage, RejectedRow } from '../schemas/details.ts';
import { Source, SourceList } from '../schemas/operations.ts';
import { rejectedFilters } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/sources`, `/api/v1/rejected` and `/api/v1/codes`: what was read, what could not be, what it means. */
export function sourceRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'sources',
    filters: {},
    paged: false,
    answer: SourceList,
    row: Source,
    described: { tags: ['lists'], summary: 'The logs, and how far each was read' },
  });
  listRoute(app, context, {
    name: 'rejected',
    filters: rejectedFilters,
    paged: true,
    answer: RejectedPage,
    row: RejectedRow,
    described: { tags: ['lists'], summary: 'Lines that could not be read, last met first' },
  });
  listRoute(app, context, {
    name: 'codes',
    filters: {},
    paged: false,
    answer: CodePage,
    row: CodeRow,
    described: { tags: ['lists'], summary: 'What the codes in the logs mean' },
  });
}
