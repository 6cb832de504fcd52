import { Type } from 'typebox';
import { OwnQueries, type QueryBody, SavedQueriesError } from '../../saved-queries/own-queries.ts';
import { SavedQueryBody, SavedQueryId } from '../../saved-queries/own-schema.ts';
import { shippedQueries } from '../../saved-queries/shipped.ts';
import { usualQueriesFile } from '../../saved-queries/user-folder.ts';
import type { RouteContext } from '../app.ts';
import { checkBody } from '../body-check.ts';
import { Problem } from '../problems.ts';
import { answersOf } from '../routing.ts';
import { SavedQueries, SavedQuery } from '../schemas/sql.ts';
import type { TypedApp } from '../typed-app.ts';

const CODES = {
  unreadable: 'queries_unreadable',
  shipped: 'shipped_query',
  too_many: 'too_many_queries',
} as const;

/** What is wrong with the file is for the user to mend. @throws Problem */
function orProblem<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof SavedQueriesError) throw new Problem(CODES[error.code], error.message);
    throw error;
  }
}

/** `/api/v1/sql/queries`: the queries that come with mapiscope, and those of the user. */
export function savedQueryRoutes(app: TypedApp, { queriesFile = usualQueriesFile() }: RouteContext): void {
  const own = new OwnQueries(queriesFile);
  const common = { config: { scope: 'sql' }, bodyLimit: 512 * 1024, validatorCompiler: checkBody } as const;

  const list = { tags: ['sql'], summary: 'The saved queries', response: answersOf(SavedQueries) };
  app.get('/api/v1/sql/queries', { schema: list }, async () => {
    try {
      return { queries: own.list(), problem: null };
    } catch (error) {
      if (error instanceof SavedQueriesError) return { queries: shippedQueries(), problem: error.message };
      throw error;
    }
  });

  const put = {
    tags: ['sql'],
    summary: 'Saves a query, in place of the one with this id',
    params: SavedQueryId,
    body: SavedQueryBody,
    response: answersOf(SavedQuery, ['shipped_query', 'too_many_queries', 'queries_unreadable']),
  };
  app.put<{ Params: { id: string }; Body: QueryBody }>(
    '/api/v1/sql/queries/:id',
    { schema: put, ...common },
    async ({ params, body }) => orProblem(() => own.save(params.id, body)),
  );

  const { 200: _none, ...refusals } = answersOf(Type.Null(), [
    'not_found',
    'shipped_query',
    'queries_unreadable',
  ]);
  const remove = {
    tags: ['sql'],
    summary: 'Deletes a query of the user',
    params: SavedQueryId,
    response: { ...refusals, 204: Type.Null() },
  };
  app.delete<{ Params: { id: string } }>(
    '/api/v1/sql/queries/:id',
    { schema: remove, ...common },
    async ({ params: { id } }, reply) => {
      if (!orProblem(() => own.remove(id))) throw new Problem('not_found', `there is no saved query ${id}`);
      return reply.code(204).send();
    },
  );
}
