import type { Static } from 'typebox';
import { codeRows } from '../../store/sqlite/codes.ts';
import { Reader, type SourceRow } from '../../store/sqlite/reader.ts';
import { rejectedLines } from '../../store/sqlite/rejected.ts';
import type { CodePage, RejectedPage } from '../schemas/details.ts';
import type { SourceList } from '../schemas/operations.ts';
import type { RejectedQuery } from '../schemas/queries.ts';
import type { AnswerContext } from './context.ts';
import { type Keyset, partOf } from './keyset.ts';

/** Bytes seen and not yet read; null when the size is not known. */
const behind = ({ size, offset }: SourceRow): number | null =>
  size === null ? null : Math.max(0, size - offset);

/** `GET /api/v1/sources`. */
export const sources = ({ db }: AnswerContext): Static<typeof SourceList> => ({
  sources: new Reader(db).sources().map((source) => ({ ...source, behind_bytes: behind(source) })),
});

/** `GET /api/v1/codes`. */
export const codes = ({ db }: AnswerContext): Static<typeof CodePage> => ({ codes: codeRows(db) });

type Rejected = Static<typeof RejectedPage>;
type RejectedLines = Static<typeof RejectedQuery>;

/** Last met first. */
export const rejectedKeyset: Keyset<RejectedLines, Rejected['rejected'][number]> = {
  rows: ({ db }, _, { source_file = null }, limit, after) =>
    rejectedLines(db, source_file, limit, after === null ? null : after.id),
  key: ({ id }) => id,
};

/** `GET /api/v1/rejected`. */
export function rejected(context: AnswerContext, query: RejectedLines): Rejected {
  const { rows, next } = partOf(rejectedKeyset, context, query, query.limit, query.cursor);
  return { rejected: rows, next_cursor: next };
}
