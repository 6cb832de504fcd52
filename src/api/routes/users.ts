import type { RouteContext } from '../app.ts';
import { answersOf, listRoute, READERS, sendJson } from '../routing.ts';
import { SearchResult, UserDetail, UserPage, UserRow } from '../schemas/details.ts';
import { ByUser, SearchQuery, UserDetailQuery, userFilters } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/api/v1/users`, `/api/v1/users/{user}` and `/api/v1/search`: whom it is about, and where a text leads. */
export function userRoutes(app: TypedApp, context: RouteContext): void {
  const { readers } = context;
  listRoute(app, context, {
    name: 'users',
    filters: userFilters,
    paged: true,
    answer: UserPage,
    row: UserRow,
    described: { tags: ['lists'], summary: 'People, those with the most failures and reconnects first' },
  });

  const detail = {
    tags: ['details'],
    summary: 'One person: clients, sessions, failures, reconnects, beside all others',
    params: ByUser,
    querystring: UserDetailQuery,
    response: answersOf(UserDetail, ['not_found', ...READERS]),
  };
  app.get('/api/v1/users/:user', { schema: detail }, async ({ params, query }, reply) =>
    sendJson(reply, await readers.askFigures('user', { ...params, ...query })),
  );

  const search = {
    tags: ['details'],
    summary: 'Where a user, an address, a server, a GUID or a code leads',
    querystring: SearchQuery,
    response: answersOf(SearchResult, READERS),
  };
  app.get('/api/v1/search', { schema: search }, async ({ query }, reply) =>
    sendJson(reply, await readers.ask('search', query)),
  );
}
