import type { Static } from 'typebox';
import { failurePage } from '../../store/sqlite/failures.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import type { FailurePage } from '../schemas/lists.ts';
import type { RequestQuery } from '../schemas/queries.ts';
import type { AnswerContext } from './context.ts';
import { type Keyset, partOf } from './keyset.ts';

type Query = Static<typeof RequestQuery>;
type Page = Static<typeof FailurePage>;

/** Newest first. */
export const failureKeyset: Keyset<Query, Page['failures'][number]> = {
  rows: ({ db }, { filter }, _, limit, after) =>
    failurePage(db, new Reader(db).resolve(filter), limit, after) as unknown as Page['failures'],
  key: ({ at_ms }) => at_ms,
};

/** `GET /api/v1/failures`. */
export function failures(context: AnswerContext, query: Query): Page {
  const { rows, next, about } = partOf(failureKeyset, context, query, query.limit, query.cursor);
  return { failures: rows, next_cursor: next, range: about.range };
}
