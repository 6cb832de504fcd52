import { Type } from 'typebox';
import { type ProblemCode, problems } from '../problems.ts';
import { SqlPosition } from './sql.ts';

/** An error (RFC 9457). */
export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    /** For people. */
    detail: Type.String(),
    /** For programs: it does not change. */
    code: Type.Enum(Object.keys(problems) as ProblemCode[]),
    /** Of `sql_error` and `sql_refused`: what in the SQL it is about, where that is known. */
    position: Type.Optional(SqlPosition),
  },
  { $id: 'Problem' },
);
