import type { Static } from 'typebox';
import { Reader } from '../../store/sqlite/reader.ts';
import type { Totals } from '../schemas/operations.ts';
import type { AnswerContext } from './context.ts';

/** What was read, of `GET /api/v1/status`. */
export function totals({ db, figures }: AnswerContext): Static<typeof Totals> {
  const span = figures.span();
  const all = { sinceMs: span?.firstMs ?? 0, untilMs: (span?.lastMs ?? 0) + 1, includeNoise: true };
  return { ...new Reader(db).totals(), noise_reasons: figures.noise(all) };
}
