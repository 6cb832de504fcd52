import type { sharedTables } from '../../store/tables.ts';
import type { Value } from './values.ts';

export type SharedTable = keyof typeof sharedTables;

/** The last ids in use, by table. */
export type LastIds = Record<SharedTable, number>;

/**
 * Gives ids to values that many records share. Which values are known is a cache and no more: when it is full it
 * starts anew, and a value that comes again gets another row. So memory stays bounded whatever a log holds.
 */
export class SharedValues {
  readonly #ids: Record<SharedTable, Map<string, number>> = {
    dictionary: new Map(),
    clientContext: new Map(),
    httpProxyShared: new Map(),
    mapiHttpShared: new Map(),
  };
  readonly #last: LastIds;
  readonly #most: number;
  #generation = 0;
  /** New rows since `takeNew`: id, then the values, one row after another. */
  #fresh: Partial<Record<SharedTable, Value[]>> = {};

  /** @param most entries of one table that are remembered */
  constructor(last: LastIds, most = 100_000) {
    this.#last = { ...last };
    this.#most = most;
  }

  /** Rises when known values are forgotten: whoever remembers ids must forget them too. */
  get generation(): number {
    return this.#generation;
  }

  /** The id of the value with this key; `make` gives its row when the key is not known. */
  id(table: SharedTable, key: string, make: () => Value[]): number {
    const ids = this.#ids[table];
    const known = ids.get(key);
    if (known !== undefined) return known;
    if (ids.size >= this.#most) {
      ids.clear();
      this.#generation++;
    }
    const id = ++this.#last[table];
    ids.set(key, id);
    const fresh = this.#fresh[table] ?? [];
    this.#fresh[table] = fresh;
    fresh.push(id, ...make());
    return id;
  }

  /** The rows made since the last call. */
  takeNew(): Partial<Record<SharedTable, Value[]>> {
    const fresh = this.#fresh;
    this.#fresh = {};
    return fresh;
  }
}
