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
