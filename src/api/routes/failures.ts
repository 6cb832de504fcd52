import type { RouteContext } from '../app.ts';
import { answersOf, listRoute, READERS, sendJson } from '../routing.ts';
import { FailureCodes } from '../schemas/figures.ts';
import { FailurePage, FailureRow } from '../schemas/lists.ts';
import { FailureCodeQuery, failureFilters } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/failures` and `/api/v1/failure-codes`. */
export function failureRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'failures',
    filters: failureFilters,
    paged: true,
    answer: FailurePage,
    row: FailureRow,
    described: { tags: ['lists'], summary: 'Failed requests and what became of them, newest first' },
  });

  const codes = {
    tags: ['figures'],
    summary: 'Failures by code, with its meaning, the people it hit and what became of them',
    querystring: FailureCodeQuery,
    response: answersOf(FailureCodes, READERS),
  };
  app.get('/api/v1/failure-codes', { schema: codes }, async ({ query }, reply) =>
    sendJson(reply, await context.readers.askFigures('failureCodes', query)),
  );
}
