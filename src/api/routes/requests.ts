import type { RouteContext } from '../app.ts';
import { answersOf, listRoute, READERS, sendJson } from '../routing.ts';
import { RequestDetail } from '../schemas/details.ts';
import { filterParameters } from '../schemas/filter.ts';
import { RequestPage, RequestRow } from '../schemas/lists.ts';
import { ById, RequestDetailQuery } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/requests` and `/api/v1/requests/{id}`. */
export function requestRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'requests',
    filters: filterParameters,
    paged: true,
    answer: RequestPage,
    row: RequestRow,
    described: { tags: ['lists'], summary: 'Requests, newest first' },
  });

  const schema = {
    tags: ['details'],
    summary: 'One request, with its raw lines',
    params: ById,
    querystring: RequestDetailQuery,
    response: answersOf(RequestDetail, ['not_found', ...READERS]),
  };
  app.get('/api/v1/requests/:id', { schema }, async ({ params, query }, reply) =>
    sendJson(reply, await context.readers.ask('request', { ...params, ...query })),
  );
}
