import type { Completion } from '@codemirror/autocomplete';
import type { SQLNamespace } from '@codemirror/lang-sql';
import type { SqlSchema } from '../../api/types.ts';

type View = SqlSchema['views'][number];
type ViewColumn = View['columns'][number];

/** A name as it is written in SQL: quoted where it has to be (`"client-ip"`). */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The first sentence: markup of the documentation is of no use here. */
export function plain(text: string | null): string {
  return (text ?? '').replaceAll('`', '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

/** What the editor offers after `FROM` and after a view's name. */
export function namespace({ views }: SqlSchema): SQLNamespace {
  const entries = views.map((view): [string, SQLNamespace] => [
    view.name,
    { self: completion(view.name, 'class', 'view', view.description), children: view.columns.map(columnOf) },
  ]);
  return Object.fromEntries(entries);
}

/** All columns, for queries that name no view yet. */
export function columnCompletions({ views }: SqlSchema): Completion[] {
  const byName = new Map<string, { column: ViewColumn; views: string[] }>();
  for (const view of views) {
    for (const column of view.columns) {
      const known = byName.get(column.name);
      if (known === undefined) byName.set(column.name, { column, views: [view.name] });
      else known.views.push(view.name);
    }
  }
  return [...byName.values()].map(({ column, views: names }) => ({
    ...columnOf(column),
    detail: names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', '),
    boost: -10,
  }));
}

function columnOf({ name, type, description }: ViewColumn): Completion {
  return completion(name, 'property', type ?? '', description);
}

function completion(name: string, type: string, detail: string, info: string | null): Completion {
  const text = plain(info);
  return { label: name, apply: quoted(name), type, detail, ...(text === '' ? {} : { info: text }) };
}
