import { Type } from 'typebox';
import { Chart } from '../../saved-queries/own-schema.ts';
import { Nullable, Text } from './common.ts';

const Cell = Nullable(Type.Union([Type.String(), Type.Number()]));

const asked = {
  sql: Type.String({ minLength: 1, maxLength: 65_536 }),
  /** Positional values, or values by name without the sigil. */
  params: Type.Optional(
    Type.Union([
      Type.Array(Cell, { maxItems: 100 }),
      Type.Record(Type.String(), Cell, { maxProperties: 100 }),
    ]),
  ),
  timeout_ms: Type.Integer({ minimum: 10, maximum: 300_000, default: 30_000 }),
  /** Gives the plan (EXPLAIN QUERY PLAN) and runs nothing. */
  explain: Type.Boolean({ default: false }),
};

/** `POST /api/v1/sql`. */
export const SqlQuery = Type.Object(
  { ...asked, max_rows: Type.Integer({ minimum: 1, maximum: 100_000, default: 1000 }) },
  { additionalProperties: false },
);

/** `POST /api/v1/sql.csv`, `POST /api/v1/sql.ndjson`: all rows, unless told otherwise. */
export const SqlStreamQuery = Type.Object(
  { ...asked, max_rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })) },
  { additionalProperties: false },
);

export const SqlAnswer = Type.Object({
  columns: Type.Array(Type.String()),
  /** Integers beyond 2^53 are text, blobs hexadecimal text. */
  rows: Type.Array(Type.Array(Cell)),
  /** There were more rows, or more bytes, than asked for or allowed: which limit was met; null when the result is whole. */
  truncated: Nullable(Type.Enum(['rows', 'bytes'])),
  elapsed_ms: Type.Number(),
});

/** What in the SQL an error is about: the member `position` of the problems `sql_error` and `sql_refused`. */
export const SqlPosition = Type.Object({
  /** UTF-16 units from the beginning; the first is 0. */
  offset: Type.Integer(),
  length: Type.Integer(),
  /** The first are 1. */
  line: Type.Integer(),
  column: Type.Integer(),
});

/** `GET /api/v1/sql/schema`: the views with their documentation. */
export const SqlSchema = Type.Object({
  views: Type.Array(
    Type.Object({
      name: Type.String(),
      description: Type.String(),
      columns: Type.Array(Type.Object({ name: Type.String(), type: Text, description: Text, source: Text })),
    }),
  ),
});

/** A query that is kept: shipped with mapiscope, or saved by the user. */
export const SavedQuery = Type.Object(
  {
    id: Type.String(),
    /** A question: "Which users reconnect most often?" */
    title: Type.String(),
    description: Text,
    sql: Type.String(),
    shipped: Type.Boolean(),
    /** How to draw the result, or null for a table. */
    chart: Nullable(Chart),
  },
  { $id: 'SavedQuery' },
);

/** `GET /api/v1/sql/queries`: the user's own by title, then the shipped ones. */
export const SavedQueries = Type.Object({
  queries: Type.Array(SavedQuery),
  /** Why the user's own are not among them, or null. */
  problem: Text,
});
