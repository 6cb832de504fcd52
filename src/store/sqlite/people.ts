import type { Connection } from './database.ts';
import type { Spellings } from './request-filter.ts';

/** Finds the spellings of one person in the table `person_name`. */
export function spellingsIn(db: Connection): Spellings {
  const find = db
    .prepare(
      `SELECT other.name FROM person_name one JOIN person_name other ON other.person_id = one.person_id
       WHERE one.name = ?`,
    )
    .pluck();
  return (name) => {
    const names = find.all(name) as string[];
    return names.length === 0 ? [name] : names;
  };
}
