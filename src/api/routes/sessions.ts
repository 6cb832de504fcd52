import type { RouteContext } from '../app.ts';
import { answersOf, listRoute, READERS, sendJson } from '../routing.ts';
import { SessionDetail } from '../schemas/details.ts';
import { filterParameters } from '../schemas/filter.ts';
import { SessionPage, SessionRow } from '../schemas/lists.ts';
import { ById, SessionDetailQuery } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/sessions` and `/api/v1/sessions/{id}`. */
export function sessionRoutes(app: TypedApp, context: RouteContext): void {
  listRoute(app, context, {
    name: 'sessions',
    filters: filterParameters,
    paged: true,
    answer: SessionPage,
    row: SessionRow,
    described: { tags: ['lists'], summary: 'Session Contexts, newest start first' },
  });

  const schema = {
    tags: ['details'],
    summary: 'One session: what happened in it, step by step',
    params: ById,
    querystring: SessionDetailQuery,
    response: answersOf(SessionDetail, ['not_found', ...READERS]),
  };
  app.get('/api/v1/sessions/:id', { schema }, async ({ params, query }, reply) =>
    sendJson(reply, await context.readers.ask('session', { ...params, ...query })),
  );
}
