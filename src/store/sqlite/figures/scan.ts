import type { Connection } from '../database.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import { type Depth, FactBlocks, type Wanted } from './blocks.ts';
import { Catalogue } from './catalogue.ts';
import type { Facts } from './facts.ts';
import { LongBlocks } from './long-blocks.ts';
import { LONG_MS } from './long-facts.ts';
import { Selection } from './selection.ts';
import type { Steps } from './shapes.ts';

/** Reads the facts of the requests that filters mean. */
export class Scans {
  readonly catalogue: Catalogue;
  readonly #blocks: FactBlocks;
  readonly #long: LongBlocks;
  #picked = new Uint32Array(16_384);

  constructor(db: Connection) {
    this.catalogue = new Catalogue(db);
    this.#blocks = new FactBlocks(db);
    this.#long = new LongBlocks(db);
  }

  /**
   * Goes through the facts once. Inside a transaction, with a fresh catalogue.
   * @param depth how much of them is wanted
   * @param steps what the answer tells apart in time; null where it tells nothing apart
   * @param use gets facts, the places in them that are meant, and how many; the
   * places may be overwritten
   */
  run(
    filter: ResolvedFilter,
    depth: Depth,
    steps: Steps | null,
    use: (facts: Facts, picked: Uint32Array, count: number) => void,
  ): void {
    const selection = new Selection(this.catalogue, filter);
    this.#read({ ...selection.wanted, depth }, selection, steps, use);
  }

  /** As `run`, of the requests that nobody caused, whether or not the filter means them; only what cells tell. */
  runNoise(filter: ResolvedFilter, use: (facts: Facts, picked: Uint32Array, count: number) => void): void {
    const selection = new Selection(this.catalogue, filter);
    this.#read({ ...selection.wanted, real: false, noise: true, depth: 'cells' }, selection, null, use);
  }

  #read(
    wanted: Wanted,
    selection: Selection,
    steps: Steps | null,
    use: (facts: Facts, picked: Uint32Array, count: number) => void,
  ): void {
    const depth = wanted.depth === 'cells' && selection.timed ? 'facts' : wanted.depth;
    for (const facts of this.#facts({ ...wanted, depth }, selection, steps)) {
      if (facts.rows > this.#picked.length) this.#picked = new Uint32Array(2 * facts.rows);
      const count = selection.pick(facts, this.#picked);
      if (count > 0) use(facts, this.#picked, count);
    }
  }

  /** Of whole six hours where that does, of ten minutes before, between and after them. */
  *#facts(wanted: Wanted, { timed }: Selection, steps: Steps | null): Generator<Facts> {
    const { sinceMs, untilMs, only } = wanted;
    const long = timed || only !== null ? [] : this.#long.within(sinceMs, untilMs, steps);
    let fromMs = sinceMs;
    for (const number of long) {
      yield* this.#blocks.read({ ...wanted, sinceMs: fromMs, untilMs: number * LONG_MS });
      yield* this.#long.read(number, wanted);
      fromMs = (number + 1) * LONG_MS;
    }
    yield* this.#blocks.read({ ...wanted, sinceMs: fromMs });
  }
}
