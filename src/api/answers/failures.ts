import type { Static } from 'typebox';
import { failureCodes as codesOf, type FailureFilter, failurePage } from '../../store/sqlite/failures.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import type { FailureCodes } from '../schemas/figures.ts';
import type { FailurePage } from '../schemas/lists.ts';
import type { FailureCodeQuery, FailureQuery } from '../schemas/queries.ts';
import { aboutOf, boundedOf } from './about.ts';
import type { AnswerContext } from './context.ts';
import { type Keyset, partOf } from './keyset.ts';

type Query = Static<typeof FailureQuery>;
type Page = Static<typeof FailurePage>;

/** What is asked of the failures themselves. */
const only = ({ code, layer, resolution }: FailureFilter): FailureFilter => ({
  ...(code === undefined ? {} : { code }),
  ...(layer === undefined ? {} : { layer }),
  ...(resolution === undefined ? {} : { resolution }),
});

/** Newest first. */
export const failureKeyset: Keyset<Query, Page['failures'][number]> = {
  rows: ({ db }, { filter }, query, limit, after) =>
    failurePage(db, new Reader(db).resolve(filter), limit, after, only(query)) as unknown as Page['failures'],
  key: ({ at_ms }) => at_ms,
};

/** `GET /api/v1/failures`. */
export function failures(context: AnswerContext, query: Query): Page {
  const { rows, next, about } = partOf(failureKeyset, context, query, query.limit, query.cursor);
  return { failures: rows, next_cursor: next, range: about.range };
}

/** `GET /api/v1/failure-codes`. */
export function failureCodes(
  context: AnswerContext,
  query: Static<typeof FailureCodeQuery>,
): Static<typeof FailureCodes> {
  const about = aboutOf(context, query);
  const filter = new Reader(context.db).resolve(boundedOf(about));
  return { range: about.range, codes: codesOf(context.db, filter, only(query)) };
}
