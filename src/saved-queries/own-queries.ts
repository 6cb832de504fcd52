import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { SavedQueryBody, SavedQueryId } from './own-schema.ts';
import type { SavedQuery } from './saved-query.ts';
import { shippedQueries } from './shipped.ts';

/** Something about the saved queries that the user can mend. */
export class SavedQueriesError extends Error {
  override name = 'SavedQueriesError';
  readonly code: 'unreadable' | 'shipped' | 'too_many';

  constructor(code: SavedQueriesError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_QUERIES = 1000;

const Kept = Type.Object({
  queries: Type.Array(
    Type.Object(
      { ...SavedQueryId.properties, ...SavedQueryBody.properties },
      { additionalProperties: false },
    ),
    { maxItems: MAX_QUERIES },
  ),
});

type KeptQuery = Static<typeof Kept>['queries'][number];

/** What is saved under an id. */
export type QueryBody = Static<typeof SavedQueryBody>;

/**
 * The queries of a user in a JSON file, and those that come with the program. The file is read at every use: it is small,
 * and the user may change it. It is never written over when it can't be read.
 */
export class OwnQueries {
  readonly file: string;

  constructor(file: string) {
    this.file = path.resolve(file);
  }

  /** The user's own queries by title, then the shipped ones. @throws SavedQueriesError when the file is broken */
  list(): SavedQuery[] {
    const own = this.#read().map(savedQuery);
    return [...own.sort((a, b) => a.title.localeCompare(b.title, 'en')), ...shippedQueries()];
  }

  /** @throws SavedQueriesError when the file is broken; shipped queries are found all the same */
  find(id: string): SavedQuery | null {
    return shippedQuery(id) ?? this.list().find((query) => query.id === id) ?? null;
  }

  /**
   * Saves a query under an id, in place of the one that has it.
   * @throws SavedQueriesError when the id is of a shipped query, or the file is broken or can't be written
   */
  save(id: string, body: QueryBody): SavedQuery {
    refuseShipped(id);
    const others = this.#read().filter((query) => query.id !== id);
    if (others.length >= MAX_QUERIES)
      throw new SavedQueriesError('too_many', `there are ${MAX_QUERIES} saved queries: delete some first`);
    const query = { id, ...body };
    this.#write([...others, query]);
    return savedQuery(query);
  }

  /**
   * Deletes a query of the user.
   * @returns false when there is none with this id
   * @throws SavedQueriesError as {@link save}
   */
  remove(id: string): boolean {
    refuseShipped(id);
    const all = this.#read();
    const others = all.filter((query) => query.id !== id);
    if (others.length === all.length) return false;
    this.#write(others);
    return true;
  }

  #read(): KeptQuery[] {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw this.#unreadable(error);
    }
    let kept: unknown;
    try {
      // Editors of Windows put a mark at the beginning.
      kept = JSON.parse(text.replace(/^\ufeff/, ''));
    } catch (error) {
      throw this.#unreadable(error);
    }
    if (Value.Check(Kept, kept)) return kept.queries;
    const [first] = Value.Errors(Kept, kept);
    throw this.#unreadable(new Error(`${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`));
  }

  #unreadable(error: unknown): SavedQueriesError {
    const why = error instanceof Error ? error.message : String(error);
    return new SavedQueriesError(
      'unreadable',
      `the saved queries in ${this.file} can't be used: ${why}. Mend the file, or move it away; it was not changed`,
    );
  }

  /** Beside the file, then in its place: whoever reads sees the old one or the new one, also after a crash. */
  #write(queries: readonly KeptQuery[]): void {
    const next = `${this.file}.${process.pid}.new`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      const file = openSync(next, 'w', 0o600);
      try {
        writeSync(file, `${JSON.stringify({ queries }, null, 2)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(next, this.file);
    } catch (error) {
      rmSync(next, { force: true });
      const why = error instanceof Error ? error.message : String(error);
      throw new SavedQueriesError('unreadable', `the saved queries can't be written to ${this.file}: ${why}`);
    }
  }
}

const savedQuery = ({ id, title, description, sql, chart }: KeptQuery): SavedQuery => ({
  id,
  title,
  description: description ?? null,
  sql,
  shipped: false,
  chart: chart ?? null,
});

const shippedQuery = (id: string): SavedQuery | undefined =>
  shippedQueries().find((query) => query.id === id);

function refuseShipped(id: string): void {
  if (shippedQuery(id) !== undefined)
    throw new SavedQueriesError('shipped', `${id} comes with mapiscope: save yours under another id`);
}
