import type { AnswerContext } from './context.ts';
import { failureKeyset } from './failures.ts';
import { type Keyset, partOf } from './keyset.ts';
import { reconnectKeyset } from './reconnects.ts';
import { requestKeyset } from './requests.ts';
import { sessionKeyset } from './sessions.ts';
import { codes, rejectedKeyset, sources } from './sources.ts';
import { allUsers } from './users.ts';

type Cell = string | number | null;
/** A list that is given row by row: so many of its rows, after those that ended at the cursor. */
type List = (
  context: AnswerContext,
  query: unknown,
  limit: number,
  cursor: string | undefined,
) => { rows: readonly object[]; next: string | null };

const sorted =
  <Query extends object, Row extends { id: number }>(keyset: Keyset<Query, Row>): List =>
  (context, query, limit, cursor) =>
    partOf(keyset, context, query as Query, limit, cursor);

const whole =
  (rows: (context: AnswerContext, query: unknown) => readonly object[]): List =>
  (context, query) => ({ rows: rows(context, query), next: null });

/**
 * Every list that is given row by row. Without the schemas of their rows: the process that answers would take twice as long to
 * start with them.
 */
export const lists = {
  requests: sorted(requestKeyset),
  sessions: sorted(sessionKeyset),
  failures: sorted(failureKeyset),
  reconnects: sorted(reconnectKeyset),
  users: whole((context, query) => allUsers(context, query as Parameters<typeof allUsers>[1]).users),
  rejected: sorted(rejectedKeyset),
  codes: whole((context) => codes(context).codes),
  sources: whole((context) => sources(context).sources),
};

export type ListName = keyof typeof lists;

/** The cells of a row in the order of the columns; a list of texts becomes one. */
export function cellsOf(row: object, columns: readonly string[]): Cell[] {
  const values = row as Readonly<Record<string, Cell | readonly string[] | undefined>>;
  return columns.map((column) => {
    const value = values[column] ?? null;
    return typeof value === 'object' && value !== null ? value.join(', ') : value;
  });
}
