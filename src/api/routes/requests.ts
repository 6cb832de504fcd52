import { Type } from 'typebox';
import type { RequestCursor } from '../../store/sqlite/reader.ts';
import type { RouteContext } from '../app.ts';
import { Problem } from '../problems.ts';
import { filterOf, requestFilters } from '../request-query.ts';
import type { TypedApp } from '../typed-app.ts';

const Cell = Type.Union([Type.String(), Type.Number(), Type.Null()]);

const Query = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    cursor: Type.Optional(Type.String({ maxLength: 64 })),
    ...requestFilters,
  },
  { additionalProperties: false },
);

const Answer = Type.Object({
  requests: Type.Array(Type.Record(Type.String(), Cell)),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
  hidden_noise: Type.Integer(),
});

function cursorOf(text: string | undefined): RequestCursor | null {
  if (text === undefined) return null;
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (match === null) throw new Problem('bad_request', 'cursor is not one that mapiscope gave');
  return { endedMs: Number(match[1]), id: Number(match[2]) };
}

/** `/api/v1/requests`: the latest requests, newest first, noise hidden and counted. */
export function requestRoutes(app: TypedApp, { reader }: RouteContext): void {
  app.get(
    '/api/v1/requests',
    { schema: { querystring: Query, response: { 200: Answer } } },
    async ({ query }) => {
      const { limit, cursor, ...filters } = query;
      const filter = filterOf(filters);
      const requests = reader.requests(filter, limit, cursorOf(cursor));
      const last = requests.length === limit ? requests.at(-1) : undefined;
      return {
        requests,
        next_cursor: last === undefined ? null : `${last.ended_ms}-${last.id}`,
        hidden_noise: reader.hiddenNoise(filter),
      };
    },
  );
}
