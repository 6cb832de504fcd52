import type { Connection } from '../database.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import { FactBlocks } from './blocks.ts';
import { Catalogue } from './catalogue.ts';
import type { Facts } from './facts.ts';
import { Selection } from './selection.ts';

/** Reads the facts of the requests that filters mean. */
export class Scans {
  readonly catalogue: Catalogue;
  readonly #blocks: FactBlocks;
  #picked = new Uint32Array(16_384);

  constructor(db: Connection) {
    this.catalogue = new Catalogue(db);
    this.#blocks = new FactBlocks(db);
  }

  /**
   * Goes through the facts once. Inside a transaction, with a fresh catalogue.
   * @param use gets facts, the places in them that are meant, and how many; the places may be overwritten
   */
  run(
    filter: ResolvedFilter,
    spent: boolean,
    use: (facts: Facts, picked: Uint32Array, count: number) => void,
  ): void {
    const selection = new Selection(this.catalogue, filter);
    for (const facts of this.#blocks.read({ ...selection.wanted, spent })) {
      if (facts.rows > this.#picked.length) this.#picked = new Uint32Array(2 * facts.rows);
      const count = selection.pick(facts, this.#picked);
      if (count > 0) use(facts, this.#picked, count);
    }
  }
}
