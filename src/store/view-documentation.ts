import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `docs/` beside `src` and `dist`: the same place from either. The page is the one source; tests hold it to the views. */
const PAGE = fileURLToPath(new URL('../../docs/reference/views.md', import.meta.url));

export interface ViewColumn {
  name: string;
  type: string;
  description: string;
  /** Where the value comes from. */
  source: string;
}

/** A view, as the reference describes it. */
export interface View {
  name: string;
  description: string;
  columns: ViewColumn[];
}

/** Markdown of one line as plain text: without code marks, emphasis and the targets of links. */
const plain = (text: string): string =>
  text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll('\\|', '|')
    .trim();

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(plain);

/** What the page says of the views: in each second-level section the first paragraph and the table of columns. */
export function viewsIn(page: string): View[] {
  return page
    .split(/^## /m)
    .slice(1)
    .flatMap((section): View[] => {
      const [heading = '', ...lines] = section.split(/\r?\n/);
      const names = [...heading.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      const head = lines.findIndex((line) => line.startsWith('| column |'));
      if (names.length === 0 || head < 0) return [];
      const start = lines.findIndex((line) => line.trim() !== '');
      const end = lines.findIndex((line, i) => i > start && line.trim() === '');
      const description = plain(lines.slice(start, end).join(' '));
      const after = lines.slice(head + 2);
      const last = after.findIndex((line) => !line.startsWith('|'));
      const columns = (last < 0 ? after : after.slice(0, last)).map((line) => {
        const [name = '', type = '', meaning = '', source = ''] = cellsOf(line);
        return { name, type, description: meaning, source };
      });
      return names.map((name) => ({ name, description, columns }));
    });
}

let known: View[] | null = null;

/**
 * The documented views, in the order of the reference.
 * @throws Error when the page is not there
 */
export function documentedViews(): View[] {
  known ??= viewsIn(readFileSync(PAGE, 'utf8'));
  return known;
}
