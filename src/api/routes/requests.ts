import { Type } from 'typebox';
import type { RequestCursor, RequestFilter } from '../../store/sqlite/reader.ts';
import type { AppContext } from '../app.ts';
import { Problem } from '../problems.ts';
import type { TypedApp } from '../typed-app.ts';

const Cell = Type.Union([Type.String(), Type.Number(), Type.Null()]);

const Query = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    cursor: Type.Optional(Type.String({ maxLength: 64 })),
    since: Type.Optional(Type.String({ maxLength: 40 })),
    until: Type.Optional(Type.String({ maxLength: 40 })),
    user: Type.Optional(Type.String({ maxLength: 512 })),
    server: Type.Optional(Type.String({ maxLength: 255 })),
    outcome: Type.Optional(Type.Enum(['ok', 'failed', 'challenge', 'client_gone'])),
    include_noise: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);

const Answer = Type.Object({
  requests: Type.Array(Type.Record(Type.String(), Cell)),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
  hidden_noise: Type.Integer(),
});

/** Epoch milliseconds of an ISO-8601 time; without a zone it is UTC, like the logs. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const zoned = /(?:z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
  const value = Date.parse(zoned);
  if (Number.isNaN(value))
    throw new Problem('bad_request', `${name} is not an ISO-8601 time: give 2026-03-04T09:12:00Z`);
  return value;
}

function cursorOf(text: string | undefined): RequestCursor | null {
  if (text === undefined) return null;
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (match === null) throw new Problem('bad_request', 'cursor is not one that mapiscope gave');
  return { endedMs: Number(match[1]), id: Number(match[2]) };
}

/** `/api/v1/requests`: the latest requests, newest first, noise hidden and counted. */
export function requestRoutes(app: TypedApp, { reader }: AppContext): void {
  app.get(
    '/api/v1/requests',
    { schema: { querystring: Query, response: { 200: Answer } } },
    async ({ query }) => {
      const { limit, cursor, since, until, user, server, outcome, include_noise: includeNoise } = query;
      const sinceMs = timeOf('since', since);
      const untilMs = timeOf('until', until);
      const filter: RequestFilter = {
        includeNoise,
        ...(sinceMs === undefined ? {} : { sinceMs }),
        ...(untilMs === undefined ? {} : { untilMs }),
        ...(user === undefined ? {} : { user }),
        ...(server === undefined ? {} : { server }),
        ...(outcome === undefined ? {} : { outcome }),
      };
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
