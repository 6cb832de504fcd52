import { expect, test } from 'vitest';
import { documentedViews } from '../../src/store/view-documentation.ts';
import { memoryDatabase } from '../support/database.ts';
import { codes, sections, table, textOf } from './markdown.ts';

const page = textOf('docs/reference/views.md');

/** The columns that the page gives for each view; one table may be for two. */
function described(): Record<string, string[]> {
  const views: Record<string, string[]> = {};
  for (const { heading, text } of sections(page, 2)) {
    const columns = table(text, 'column').map(([name = '']) => codes(name)[0] ?? '');
    for (const view of codes(heading)) views[view] = columns;
  }
  return views;
}

function stored(): Record<string, string[]> {
  const db = memoryDatabase();
  const views = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all() as string[];
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck();
  return Object.fromEntries(views.map((view) => [view, columns.all(view) as string[]]));
}

test('views.md describes every view with all its columns in their order', () => {
  expect(described()).toEqual(stored());
});

test('views.md gives every column a type, a meaning and a source', () => {
  for (const { heading, text } of sections(page, 2)) {
    for (const cells of table(text, 'column')) {
      expect(cells, heading).toHaveLength(4);
      expect(cells[1], `${heading} ${cells[0]}`).toMatch(/^(?:text|integer|real|number|JSON)$/);
      expect(cells[2], `${heading} ${cells[0]}`).not.toBe('');
      expect(cells[3], `${heading} ${cells[0]}`).not.toBe('');
    }
  }
});

test('views.md begins with a table of all views', () => {
  const listed = table(page, 'view').map(([name = '']) => codes(name)[0]);
  expect(listed.sort()).toEqual(Object.keys(stored()).sort());
});

test('the program takes its description of the views from views.md', () => {
  const views = documentedViews();
  const columns = views.map(({ name, columns }) => [name, columns.map((column) => column.name)]);
  expect(Object.fromEntries(columns)).toEqual(stored());
  for (const { name, description, columns } of views) {
    expect(description, name).toMatch(/^[^|]{20,}\.$/);
    for (const column of columns)
      for (const text of [description, ...Object.values(column)]) {
        expect(text, name).not.toBe('');
        expect(text, name).not.toMatch(/[`*]|\]\(/);
      }
  }
});
