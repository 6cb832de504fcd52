import type { Trouble } from '../../watch/troubles.ts';
import type { Connection } from './database.ts';

/** Keeps in the database which paths can't be read now, for the view `sources`. */
export class StoredTroubles {
  readonly #db: Connection;

  /** What an earlier run left is forgotten: whether it still holds is found out anew. */
  constructor(db: Connection) {
    this.#db = db;
    db.exec('DELETE FROM trouble');
  }

  /**
   * Takes what has changed, all or nothing.
   * @param changes path and its trouble; null: it is over
   */
  store(changes: Iterable<readonly [path: string, trouble: Trouble | null]>): void {
    const put = this.#db.prepare(
      `INSERT OR REPLACE INTO trouble (path, kind, message, advice, since_ms, last_ms, tries)
       VALUES (:path, :kind, :message, :advice, :sinceMs, :lastMs, :tries)`,
    );
    const remove = this.#db.prepare('DELETE FROM trouble WHERE path = ?');
    this.#db.transaction(() => {
      for (const [path, trouble] of changes) {
        if (trouble === null) remove.run(path);
        else put.run(trouble);
      }
    })();
  }
}
