import { CodeRow, RejectedRow } from '../schemas/details.ts';
import { FailureRow, ReconnectRow, RequestRow, SessionRow } from '../schemas/lists.ts';
import { Source } from '../schemas/operations.ts';
import type { AnswerContext } from './context.ts';
import { failureKeyset } from './failures.ts';
import { type Keyset, partOf } from './keyset.ts';
import { reconnectKeyset } from './reconnects.ts';
import { requestKeyset } from './requests.ts';
import { sessionKeyset } from './sessions.ts';
import { codes, rejectedKeyset, sources } from './sources.ts';

type Cell = string | number | null;
/** A row with a value for each column, some of them perhaps lists. */
type AnyRow = Readonly<Record<string, unknown>>;

/** A list that is given row by row. */
interface List {
  columns: readonly string[];
  part(
    context: AnswerContext,
    query: unknown,
    limit: number,
    cursor: string | undefined,
  ): { rows: readonly AnyRow[]; next: string | null };
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
  rows: (context: AnswerContext) => readonly AnyRow[],
): List {
  return { columns: Object.keys(properties), part: (context) => ({ rows: rows(context), next: null }) };
}

/** Every list that is given row by row. */
export const lists = {
  requests: sorted(RequestRow, requestKeyset),
  sessions: sorted(SessionRow, sessionKeyset),
  failures: sorted(FailureRow, failureKeyset),
  reconnects: sorted(ReconnectRow, reconnectKeyset),
  rejected: sorted(RejectedRow, rejectedKeyset),
  codes: whole(CodeRow, (context) => codes(context).codes),
  sources: whole(Source, (context) => sources(context).sources),
};

export type ListName = keyof typeof lists;

/** The cells of a row in the order of the columns; a list of texts becomes one. */
export const cellsOf = (row: AnyRow, columns: readonly string[]): Cell[] =>
  columns.map((column) => {
    const value = row[column] ?? null;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);
  });
