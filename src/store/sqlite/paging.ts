import type { Connection } from './database.ts';

/** Where a page of a list ends: the next one goes on behind it, also while new rows come. */
export interface PageCursor {
  /** What the list is ordered by, of the last row: epoch milliseconds, or the duration it is sorted by. */
  key: number;
  id: number;
}

/** Conditions of a query, and the values of their parameters. */
export interface Conditions {
  where: string[];
  params: Record<string, string | number>;
}

/** A list, in the terms of SQL: `key` and `id` are columns of `from`. */
export interface ListQuery extends Conditions {
  from: string;
  key: string;
  id: string;
  /** The view that the rows come from. */
  view: string;
  /** How they are found there by `:ids`, a JSON array. */
  lookup: string;
}

export const whereClause = (where: readonly string[]): string =>
  where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;

/** Rows of a view whose column `id` is in `:ids`. */
export const BY_ID = 'id IN (SELECT value FROM json_each(:ids))';

/**
 * A part of a list, highest keys first. The ids come first, from an index where there is one; the views with their joins
 * are only asked for the rows of this part.
 * @param limit -1 for all @param columns of the view, `id` among them
 */
export function pageOf<Row extends { id: number }>(
  db: Connection,
  query: ListQuery,
  limit: number,
  after: PageCursor | null,
): Row[] {
  const ids = idsOf(db, query, limit, after);
  const byId = new Map(rowsOf<Row>(db, query, ids).map((row) => [row.id, row]));
  return ids.flatMap((one) => byId.get(one) ?? []);
}

/** The ids of a part of a list, in its order. */
export function idsOf(
  db: Connection,
  { from, key, id, where, params }: ListQuery,
  limit: number,
  after: PageCursor | null,
): number[] {
  // The first part is for the index, the second for rows of the same key.
  const behind = after === null ? [] : [`${key} <= :afterKey AND (${key} < :afterKey OR ${id} < :afterId)`];
  return db
    .prepare(
      `SELECT ${id} FROM ${from} ${whereClause([...where, ...behind])} ORDER BY ${key} DESC, ${id} DESC LIMIT :limit`,
    )
    .pluck()
    .all({
      ...params,
      ...(after === null ? {} : { afterKey: after.key, afterId: after.id }),
      limit,
    }) as number[];
}

/** Rows of a list by their ids, in any order. @param columns of the view */
export function rowsOf<Row>(
  db: Connection,
  { view, lookup }: Pick<ListQuery, 'view' | 'lookup'>,
  ids: readonly number[],
  columns = '*',
): Row[] {
  if (ids.length === 0) return [];
  return db
    .prepare(`SELECT ${columns} FROM ${view} WHERE ${lookup}`)
    .all({ ids: JSON.stringify(ids) }) as Row[];
}

/** How many rows a list has in all. */
export function countOf(db: Connection, { from, id, where, params }: ListQuery): number {
  // With a LIMIT it stays a query of its own, and SQLite leaves out the joins of the view that it does not need.
  const ids = `SELECT ${id} FROM ${from} ${whereClause(where)} LIMIT -1`;
  return db.prepare(`SELECT count(*) FROM (${ids})`).pluck().get(params) as number;
}
