import type { Connection } from '../database.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import { type Depth, FactBlocks, type Wanted } from './blocks.ts';
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
   * @param depth how much of them is wanted @param use gets facts, the places in them that are meant, and how many; the
   * places may be overwritten
   */
  run(
    filter: ResolvedFilter,
    depth: Depth,
    use: (facts: Facts, picked: Uint32Array, count: number) => void,
  ): void {
    const selection = new Selection(this.catalogue, filter);
    this.#read({ ...selection.wanted, depth }, selection, use);
  }

  /** As `run`, of the requests that nobody caused, whether or not the filter means them; only what cells tell. */
  runNoise(filter: ResolvedFilter, use: (facts: Facts, picked: Uint32Array, count: number) => void): void {
    const selection = new Selection(this.catalogue, filter);
    this.#read({ ...selection.wanted, real: false, noise: true, depth: 'cells' }, selection, use);
  }

  #read(
    wanted: Wanted,
    selection: Selection,
    use: (facts: Facts, picked: Uint32Array, count: number) => void,
  ): void {
    const depth = wanted.depth === 'cells' && selection.timed ? 'facts' : wanted.depth;
    for (const facts of this.#blocks.read({ ...wanted, depth })) {
      if (facts.rows > this.#picked.length) this.#picked = new Uint32Array(2 * facts.rows);
      const count = selection.pick(facts, this.#picked);
      if (count > 0) use(facts, this.#picked, count);
    }
  }
}
