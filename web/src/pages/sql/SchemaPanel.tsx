import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SqlSchema } from '../../api/types.ts';
import { texts } from '../../texts/texts.ts';
import { plain, quoted } from './completion.ts';
import classes from './Sql.module.css';

/** The views, their columns, units and meanings; a click puts the name into the editor. */
export function SchemaPanel({
  schema,
  onInsert,
}: {
  readonly schema: SqlSchema;
  readonly onInsert: (text: string) => void;
}) {
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLowerCase();
  const views = schema.views
    .map((view) => ({
      ...view,
      columns: view.name.includes(needle)
        ? view.columns
        : view.columns.filter(
            ({ name, description }) =>
              name.toLowerCase().includes(needle) || (description ?? '').toLowerCase().includes(needle),
          ),
    }))
    .filter(({ columns }) => columns.length > 0);
  return (
    <nav className={classes.schema} aria-label={texts.sql.schema}>
      <TextInput
        aria-label={texts.sql.findColumn}
        placeholder={texts.sql.findColumn}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      {views.length === 0 && <p className="muted">{texts.sql.noColumn}</p>}
      {views.map(({ name, description, columns }) => (
        <details key={name} {...(needle === '' ? {} : { open: true })}>
          <summary title={plain(description)}>
            <code>{name}</code>
          </summary>
          <p className="muted">{plain(description)}</p>
          <button type="button" className="text-button" onClick={() => onInsert(quoted(name))}>
            {texts.sql.insert(name)}
          </button>
          <ul className={classes.columns}>
            {columns.map((column) => (
              <li key={column.name}>
                <button
                  type="button"
                  className="text-button mono"
                  title={texts.sql.insert(column.name)}
                  onClick={() => onInsert(quoted(column.name))}
                >
                  {column.name}
                </button>{' '}
                <span className="muted">{column.type}</span>
                <div className={classes.meaning}>{plain(column.description)}</div>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}
