import type { Static } from 'typebox';
import { Reader } from '../../store/sqlite/reader.ts';
import { reconnectDetail } from '../../store/sqlite/reconnect-detail.ts';
import { reconnectPage } from '../../store/sqlite/reconnects.ts';
import { Problem } from '../problems.ts';
import type { ReconnectDetail } from '../schemas/details.ts';
import type { ReconnectPage } from '../schemas/lists.ts';
import type { ReconnectQuery } from '../schemas/queries.ts';
import type { AnswerContext } from './context.ts';
import { type Keyset, partOf } from './keyset.ts';

type Query = Static<typeof ReconnectQuery>;
type Page = Static<typeof ReconnectPage>;

/** The column that a list is sorted by. */
const orderOf = ({ sort }: Query): 'usable_ms' | 'first_attempt_ms' =>
  sort === 'slowest' ? 'usable_ms' : 'first_attempt_ms';

/** Newest first, or slowest. */
export const reconnectKeyset: Keyset<Query, Page['reconnects'][number]> = {
  rows: ({ db }, { filter }, query, limit, after) =>
    reconnectPage(db, new Reader(db).resolve(filter), limit, after, {
      order: orderOf(query),
      kinds: query.kind ?? null,
    }) as unknown as Page['reconnects'],
  // What is sorted by a column has a value there.
  key: (row, query) => row[orderOf(query)] ?? 0,
};

/** `GET /api/v1/reconnects`. */
export function reconnects(context: AnswerContext, query: Query): Page {
  const { rows, next, about } = partOf(reconnectKeyset, context, query, query.limit, query.cursor);
  return { reconnects: rows, next_cursor: next, range: about.range };
}

/**
 * `GET /api/v1/reconnects/{id}`.
 * @throws Problem when there is no such reconnect
 */
export function reconnect({ db }: AnswerContext, { id }: { id: number }): Static<typeof ReconnectDetail> {
  const detail = reconnectDetail(db, id);
  if (detail === null)
    throw new Problem(
      'not_found',
      `there is no reconnect ${id}: it may have been deleted, or joined otherwise`,
    );
  return detail as unknown as Static<typeof ReconnectDetail>;
}
