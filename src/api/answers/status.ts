import type { Static } from 'typebox';
import { Reader } from '../../store/sqlite/reader.ts';
import type { Totals } from '../schemas/operations.ts';
import type { AnswerContext } from './context.ts';

/** What was read, of `GET /api/v1/status`. */
export const totals = ({ db }: AnswerContext): Static<typeof Totals> => new Reader(db).totals();
