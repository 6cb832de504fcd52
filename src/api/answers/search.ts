import type { Static } from 'typebox';
import { search as searchIn } from '../../store/sqlite/search.ts';
import type { SearchResult } from '../schemas/details.ts';
import type { SearchQuery } from '../schemas/queries.ts';
import type { AnswerContext } from './context.ts';

/** `GET /api/v1/search`. */
export const search = (
  { db }: AnswerContext,
  { q, limit }: Static<typeof SearchQuery>,
): Static<typeof SearchResult> => ({ q, hits: searchIn(db, q, limit) });
