import { createHash } from 'node:crypto';
import { CODES } from '../../formats/codes/codes.ts';
import type { Connection } from './database.ts';

const COLUMNS = [
  'layer',
  'code',
  'number',
  'name',
  'aliases',
  'family',
  'class',
  'meaning',
  'action',
  'sure',
] as const;

/** The rows of the table `code`. */
function rows(): (string | number | null)[][] {
  return CODES.map((code) =>
    COLUMNS.map((column) => {
      if (column === 'aliases') return code.aliases.length === 0 ? null : code.aliases.join(' ');
      return column === 'sure' ? Number(code.sure) : code[column];
    }),
  );
}

/**
 * Fills the table `code` with what the program knows, unless it has just that already: a database may come from an
 * earlier or later program. A hash of the content tells, so that no version has to be counted.
 */
export function storeCodes(db: Connection): void {
  const content = rows();
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  if (db.prepare('SELECT hash FROM code_content').pluck().get() === hash) return;
  const insert = db.prepare(
    `INSERT INTO code (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  db.transaction(() => {
    db.exec('DELETE FROM code; DELETE FROM code_content;');
    for (const row of content) insert.run(row);
    db.prepare('INSERT INTO code_content (hash) VALUES (?)').run(hash);
  })();
}

/** A row of the view `codes`. */
export interface CodeRow {
  layer: string;
  code: string;
  number: number | null;
  hex: string | null;
  name: string;
  aliases: string | null;
  family: string | null;
  class: string | null;
  meaning: string | null;
  action: string | null;
  sure: number;
}

/** Every code that is known, by layer. */
export const codeRows = (db: Connection): CodeRow[] =>
  db.prepare('SELECT * FROM codes ORDER BY layer, number IS NULL, number, code').all() as CodeRow[];
