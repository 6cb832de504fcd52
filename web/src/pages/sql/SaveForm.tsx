import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SavedQuery } from '../../api/types.ts';
import { texts } from '../../texts/texts.ts';
import classes from './Sql.module.css';

/** Asks for the question that a query answers, to save it under. */
export function SaveForm({
  onSave,
  onCancel,
}: {
  readonly onSave: (title: string) => void;
  readonly onCancel: () => void;
}) {
  const [title, setTitle] = useState('');
  const { save } = texts.sql;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() !== '') onSave(title.trim());
  };
  return (
    <form className={classes.save} onSubmit={submit}>
      <TextInput
        label={save.title}
        placeholder={save.example}
        maxLength={200}
        value={title}
        autoFocus
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key === 'Escape') onCancel();
        }}
      />
      <Button type="submit" disabled={title.trim() === ''}>
        {save.save}
      </Button>
      <Button onClick={onCancel}>{save.cancel}</Button>
    </form>
  );
}

/**
 * The id to save a query under, made of its title. The same title takes the place of the query before; another one that
 * comes to the same letters does not.
 */
export function idOf(title: string, known: readonly Pick<SavedQuery, 'id' | 'title' | 'shipped'>[]): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 56)
    .replace(/-+$/, '');
  const stem = slug === '' ? 'query' : slug;
  const free = (id: string): boolean =>
    known.every((query) => query.id !== id || (!query.shipped && query.title === title));
  let id = stem;
  for (let n = 2; !free(id); n++) id = `${stem}-${n}`;
  return id;
}
