import type { Connection } from './database.ts';

/** A row of the view `rejected_lines`. */
export interface RejectedLine {
  id: number;
  source_file: string;
  byte_offset: number;
  reason: string;
  text: string;
}

/**
 * Lines that could not be read, last met first.
 * @param sourceFile only those of this log
 * @param before only those with a lower id
 */
export function rejectedLines(
  db: Connection,
  sourceFile: string | null,
  limit: number,
  before: number | null,
): RejectedLine[] {
  const where = [
    ...(sourceFile === null ? [] : ['source_file = :sourceFile']),
    ...(before === null ? [] : ['id < :before']),
  ];
  const sql = `SELECT id, source_file, byte_offset, reason, text FROM rejected_lines
    ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY id DESC LIMIT :limit`;
  return db.prepare(sql).all({ sourceFile, before, limit }) as RejectedLine[];
}
