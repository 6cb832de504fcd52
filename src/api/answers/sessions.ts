import type { Static } from 'typebox';
import { coverageOf } from '../../store/sqlite/coverage.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import { sessionDetail } from '../../store/sqlite/session-detail.ts';
import { sessionPage } from '../../store/sqlite/sessions.ts';
import { Problem } from '../problems.ts';
import type { SessionDetail } from '../schemas/details.ts';
import type { SessionPage } from '../schemas/lists.ts';
import type { RequestQuery, SessionDetailQuery } from '../schemas/queries.ts';
import type { AnswerContext } from './context.ts';
import { type Keyset, partOf } from './keyset.ts';

type Query = Static<typeof RequestQuery>;
type Page = Static<typeof SessionPage>;
type Detail = Static<typeof SessionDetail>;

/** Newest start first. */
export const sessionKeyset: Keyset<Query, Page['sessions'][number]> = {
  rows: ({ db }, { filter }, _, limit, after) =>
    sessionPage(db, new Reader(db).resolve(filter), limit, after) as unknown as Page['sessions'],
  key: ({ started_ms }) => started_ms,
};

/** `GET /api/v1/sessions`. */
export function sessions(context: AnswerContext, query: Query): Page {
  const { rows, next, about } = partOf(sessionKeyset, context, query, query.limit, query.cursor);
  return { sessions: rows, next_cursor: next, range: about.range };
}

/**
 * `GET /api/v1/sessions/{id}`.
 * @throws Problem when there is no such session
 */
export function session(
  { db, ingest }: AnswerContext,
  { id, first_step, limit }: { id: number } & Static<typeof SessionDetailQuery>,
): Detail {
  const detail = sessionDetail(db, id, first_step, limit) as unknown as Omit<Detail, 'coverage'> | null;
  if (detail === null) throw new Problem('not_found', `there is no session ${id}: it may have been deleted`);
  return { ...detail, coverage: coverageOf(db, aroundOf(detail.session), ingest) };
}

/** The requests by which it is told how complete the evidence of a session is: those of its servers, in its time. */
function aroundOf({ started_ms, ended_ms, front_ends, back_end }: Detail['session']) {
  const server = [...(front_ends?.split(', ') ?? []), ...(back_end === null ? [] : [back_end])];
  return { sinceMs: started_ms, untilMs: ended_ms + 1, server, includeNoise: false };
}
