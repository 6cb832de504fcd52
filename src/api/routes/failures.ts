import type { RouteContext } from '../app.ts';
import { listRoute } from '../routing.ts';
import { filterParameters } from '../schemas/filter.ts';
import { FailurePage } from '../schemas/lists.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/failures`. */
export function failureRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'failures',
    filters: filterParameters,
    paged: true,
    answer: FailurePage,
    described: { tags: ['lists'], summary: 'Failed requests and what became of them, newest first' },
  });
}
