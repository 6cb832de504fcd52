import { CodeRow, RejectedRow, UserRow } from '../schemas/details.ts';
import { FailureRow, ReconnectRow, RequestRow, SessionRow } from '../schemas/lists.ts';
import { Source } from '../schemas/operations.ts';
import type { AnswerContext } from './context.ts';
import { failureKeyset } from './failures.ts';
import { type Keyset, partOf } from './keyset.ts';
import { reconnectKeyset } from './reconnects.ts';
import { requestKeyset } from './requests.ts';
import { sessionKeyset } from './sessions.ts';
import { codes, rejectedKeyset, sources } from './sources.ts';
import { allUsers } from './users.ts';

type Cell = string | number | null;
/** A list that is given row by row. */
interface List {
  columns: readonly string[];
  part(
    context: AnswerContext,
    query: unknown,
    limit: number,
    cursor: string | undefined,
  ): { rows: readonly object[]; next: string | null };
}

function sorted<Query extends object, Row extends { id: number }>(
  { properties }: { properties: object },
  keyset: Keyset<Query, Row>,
): List {
  return {
    columns: Object.keys(properties),
    part: (context, query, limit, cursor) => partOf(keyset, context, query as Query, limit, cursor),
  };
}

function whole(
  { properties }: { properties: object },
  rows: (context: AnswerContext, query: unknown) => readonly object[],
): List {
  return {
    columns: Object.keys(properties),
    part: (context, query) => ({ rows: rows(context, query), next: null }),
  };
}

/** Every list that is given row by row. */
export const lists = {
  requests: sorted(RequestRow, requestKeyset),
  sessions: sorted(SessionRow, sessionKeyset),
  failures: sorted(FailureRow, failureKeyset),
  reconnects: sorted(ReconnectRow, reconnectKeyset),
  users: whole(UserRow, (context, query) => allUsers(context, query as Parameters<typeof allUsers>[1]).users),
  rejected: sorted(RejectedRow, rejectedKeyset),
  codes: whole(CodeRow, (context) => codes(context).codes),
  sources: whole(Source, (context) => sources(context).sources),
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
