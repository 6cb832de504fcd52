import { Type } from 'typebox';
import { Nullable, Text } from './common.ts';

const Cell = Nullable(Type.Union([Type.String(), Type.Number()]));

/** `POST /api/v1/sql`. */
export const SqlQuery = Type.Object(
  {
    sql: Type.String({ minLength: 1, maxLength: 65_536 }),
    /** Positional values, or values by name without the sigil. */
    params: Type.Optional(
      Type.Union([Type.Array(Cell, { maxItems: 100 }), Type.Record(Type.String(), Cell)]),
    ),
    max_rows: Type.Integer({ minimum: 1, maximum: 100_000, default: 1000 }),
    timeout_ms: Type.Integer({ minimum: 10, maximum: 300_000, default: 30_000 }),
    /** Gives the plan (EXPLAIN QUERY PLAN) and runs nothing. */
    explain: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);

export const SqlAnswer = Type.Object({
  columns: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Cell)),
  /** There were more rows, or more bytes, than asked for or allowed: which limit was met; null when the result is whole. */
  truncated: Nullable(Type.Enum(['rows', 'bytes'])),
  elapsed_ms: Type.Number(),
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
    chart: Nullable(
      Type.Object({ kind: Type.Enum(['line', 'bar']), x: Type.String(), y: Type.Array(Type.String()) }),
    ),
  },
  { $id: 'SavedQuery' },
);

/** `GET /api/v1/sql/queries`. */
export const SavedQueries = Type.Object({ queries: Type.Array(SavedQuery) });
