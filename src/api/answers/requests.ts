import type { Static } from 'typebox';
import { recordsOf } from '../../store/sqlite/evidence.ts';
import { failureOf } from '../../store/sqlite/failures.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import { Problem } from '../problems.ts';
import type { RequestDetail } from '../schemas/details.ts';
import type { RequestPage } from '../schemas/lists.ts';
import type { RequestQuery } from '../schemas/queries.ts';
import { type About, boundedOf } from './about.ts';
import type { AnswerContext } from './context.ts';
import { evidenceOf } from './evidence.ts';
import { type Keyset, partOf } from './keyset.ts';

type Query = Static<typeof RequestQuery>;
type Page = Static<typeof RequestPage>;

/** Newest end first. */
export const requestKeyset: Keyset<Query, Page['requests'][number]> = {
  rows: ({ db }, { filter }, _, limit, after) =>
    new Reader(db).requests(
      filter,
      limit,
      after === null ? null : { endedMs: after.key, id: after.id },
    ) as unknown as Page['requests'],
  key: ({ ended_ms }) => ended_ms,
};

/** `GET /api/v1/requests`. */
export function requests(context: AnswerContext, query: Query): Page {
  const { rows, next, about } = partOf(requestKeyset, context, query, query.limit, query.cursor);
  return { requests: rows, next_cursor: next, range: about.range, hidden_noise: hiddenNoise(context, about) };
}

/** How many more requests there would be if those that nobody caused were shown. */
function hiddenNoise({ figures }: AnswerContext, about: About): number {
  const filter = boundedOf(about);
  if (filter.includeNoise || (filter.noise ?? []).length > 0) return 0;
  return figures.noise(filter).reduce((total, { requests: count }) => total + count, 0);
}

/**
 * `GET /api/v1/requests/{id}`.
 * @throws Problem when there is no such request
 */
export async function request(
  { db }: AnswerContext,
  { id, context }: { id: number; context: number },
): Promise<Static<typeof RequestDetail>> {
  const row = new Reader(db).requestsById([id], true).get(id);
  if (row === undefined)
    throw new Problem('not_found', `there is no request ${id}: it may have been deleted`);
  const failure = failureOf(db, id);
  const evidence = await Promise.all(recordsOf(db, id).map((record) => evidenceOf(record, context)));
  return {
    request: row as unknown as Page['requests'][number],
    failure: failure as unknown as Static<typeof RequestDetail>['failure'],
    evidence,
  };
}
