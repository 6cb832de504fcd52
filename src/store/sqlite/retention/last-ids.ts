import type { Connection } from '../database.ts';

/** Notes the highest ids in use, in the transaction that deletes rows: `Writer` goes on behind them. */
export class LastIds {
  readonly #notes: (() => void)[];

  constructor(db: Connection, tables: readonly string[]) {
    const note = db.prepare(
      'INSERT INTO last_id (name, id) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET id = max(id, excluded.id)',
    );
    this.#notes = tables.map((table) => {
      const last = db.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck();
      return () => note.run(table, last.get());
    });
  }

  note(): void {
    for (const note of this.#notes) note();
  }
}

const HELD = 'swept ';

/** Says up to which ids the rows of these tables may be about to be deleted; of all others, and after a sweep, none. */
export function holdBack(db: Connection, tables: readonly (readonly [table: string, id: number])[]): void {
  db.transaction(() => {
    db.prepare(`DELETE FROM last_id WHERE name LIKE '${HELD}%'`).run();
    for (const [table, id] of tables)
      db.prepare('INSERT INTO last_id (name, id) VALUES (?, ?)').run(HELD + table, id);
  }).immediate();
}

/** Rows of the table with ids up to this one must not be used for new references. */
export const heldBack = (db: Connection, table: string): number =>
  (db
    .prepare('SELECT id FROM last_id WHERE name = ?')
    .pluck()
    .get(HELD + table) as number | undefined) ?? 0;
