import { type Static, Type } from 'typebox';
import type { RequestFilter } from '../store/sqlite/reader.ts';
import { Problem } from './problems.ts';

/** The filters of requests as query parameters: the same for the list and the live stream. */
export const requestFilters = {
  since: Type.Optional(Type.String({ maxLength: 40 })),
  until: Type.Optional(Type.String({ maxLength: 40 })),
  user: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  server: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  outcome: Type.Optional(Type.Enum(['ok', 'failed', 'challenge', 'client_gone'])),
  include_noise: Type.Boolean({ default: false }),
};

const filters = Type.Object(requestFilters);

// Date.parse alone takes far more: "robert-42" is a year to it.
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?$/i;

const withZone = (text: string): string =>
  /(?:z|[+-]\d\d:?\d\d)$/i.test(text) || !/t/i.test(text) ? text : `${text}Z`;

/** Epoch milliseconds of an ISO-8601 time; without a zone it is UTC, like the logs. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = ISO_TIME.test(text) ? Date.parse(withZone(text)) : Number.NaN;
  if (Number.isNaN(value))
    throw new Problem('bad_request', `${name} is not an ISO-8601 time: give 2026-03-04T09:12:00Z`);
  return value;
}

/**
 * The filter that query parameters ask for.
 * @throws Problem when a time is none
 */
export function filterOf(query: Static<typeof filters>): RequestFilter {
  const { since, until, user, server, outcome, include_noise: includeNoise } = query;
  const sinceMs = timeOf('since', since);
  const untilMs = timeOf('until', until);
  return {
    includeNoise,
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(user === undefined ? {} : { user: [user] }),
    ...(server === undefined ? {} : { server: [server] }),
    ...(outcome === undefined ? {} : { outcome: [outcome] }),
  };
}
