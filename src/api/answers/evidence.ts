import type { Static } from 'typebox';
import { parseTimestamp } from '../../formats/values/timestamp.ts';
import { Row } from '../../ingest/row.ts';
import { linesAround } from '../../input/lines-around.ts';
import type { StoredRecord } from '../../store/sqlite/evidence.ts';
import type { Evidence } from '../schemas/details.ts';

/** Columns that tell one record from its neighbours of the same millisecond. */
const TELLING = ['requestid', 'session-id', 'seq-number'];

/** A record with its line as it stands in the log now, and `context` lines before and after it. */
export async function evidenceOf(record: StoredRecord, context: number): Promise<Static<typeof Evidence>> {
  const { at_ms: _, ...shown } = record;
  const found = await linesAround(record.source_file, record.byte_offset, context);
  const problem = 'problem' in found ? found.problem : misfit(found.line, record);
  if ('problem' in found || problem !== null)
    return { ...shown, line: null, line_error: problem, before: [], after: [] };
  return { ...shown, line_error: null, ...found };
}

/** Why a line is not that of the record; null when it is. A log may have been replaced since it was read. */
function misfit(line: string, { at_ms, columns }: StoredRecord): string | null {
  const other = 'The log is another one now.';
  const row = new Row();
  if (row.split(line) !== null) return other;
  const fits = columns.every(({ name, value }, i) => {
    if (i === 0) return at_ms === null || parseTimestamp(row.get(i)) === at_ms;
    return !TELLING.includes(name.toLowerCase()) || value === null || row.get(i) === String(value);
  });
  return fits ? null : other;
}
