import type { RouteContext } from '../app.ts';
import { answersOf, listRoute, READERS, sendJson } from '../routing.ts';
import { ReconnectDetail } from '../schemas/details.ts';
import { ReconnectPage, ReconnectRow } from '../schemas/lists.ts';
import { ById, parameters, reconnectFilters } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/reconnects` and `/api/v1/reconnects/{id}`. */
export function reconnectRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'reconnects',
    filters: reconnectFilters,
    paged: true,
    answer: ReconnectPage,
    row: ReconnectRow,
    described: { tags: ['lists'], summary: 'Clients that came back, newest or slowest first' },
  });

  const schema = {
    tags: ['details'],
    summary: 'The anatomy of one reconnect',
    params: ById,
    querystring: parameters({}),
    response: answersOf(ReconnectDetail, ['not_found', ...READERS]),
  };
  app.get('/api/v1/reconnects/:id', { schema }, async ({ params }, reply) =>
    sendJson(reply, await context.readers.ask('reconnect', params)),
  );
}
