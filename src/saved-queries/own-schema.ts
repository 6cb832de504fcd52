import { Type } from 'typebox';

const Column = Type.String({ minLength: 1, maxLength: 200 });

/** How to draw a result: its columns along the axis and over it. */
export const Chart = Type.Object(
  { kind: Type.Enum(['line', 'bar']), x: Column, y: Type.Array(Column, { minItems: 1, maxItems: 10 }) },
  { additionalProperties: false },
);

const OrNull = Type.Null();

/** What is saved under an id: in the file, and in `PUT /api/v1/sql/queries/{id}`. */
export const SavedQueryBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), OrNull])),
    sql: Type.String({ minLength: 1, maxLength: 65_536 }),
    chart: Type.Optional(Type.Union([Chart, OrNull])),
  },
  { additionalProperties: false },
);

/** Lower case, so that two ids never differ in case alone. */
export const SavedQueryId = Type.Object({ id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }) });
