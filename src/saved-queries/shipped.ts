import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chart, SavedQuery } from './saved-query.ts';

/** `queries/` beside `src` and `dist`: the same place from either. */
const FOLDER = fileURLToPath(new URL('../../queries/', import.meta.url));

let known: SavedQuery[] | null = null;

/** The queries that come with the program, one a file in `queries/`, in the order of their ids. */
export function shippedQueries(): readonly SavedQuery[] {
  known ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => queryIn(path.basename(name, '.sql'), readFileSync(path.join(FOLDER, name), 'utf8')));
  return known;
}

/**
 * A query in a file: comments, then SQL. The first line of the comments is the title, `chart:` tells how to draw the result
 * (`bar`, the column along the axis, those drawn over it), the rest is the description.
 * @throws Error when the file is not of that form
 */
export function queryIn(id: string, text: string): SavedQuery {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const [title = '', ...comments] = lines.slice(0, end).map((line) => line.replace(/^--\s*/, ''));
  const charts = comments.filter((line) => line.startsWith('chart:'));
  const description = comments.filter((line) => !line.startsWith('chart:')).join(' ');
  const sql = lines.slice(end).join('\n').trim();
  if (title === '' || sql === '') throw new Error(`the query ${id} has no title or no SQL`);
  return {
    id,
    title,
    description: description === '' ? null : description,
    sql,
    shipped: true,
    chart: chartIn(charts[0]),
  };
}

function chartIn(line: string | undefined): Chart | null {
  if (line === undefined) return null;
  const [kind, x, ...y] = line.slice('chart:'.length).trim().split(/[ ,]+/);
  if ((kind !== 'line' && kind !== 'bar') || x === undefined || y.length === 0)
    throw new Error(`not a chart: ${line}`);
  return { kind, x, y };
}
