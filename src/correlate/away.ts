/** Entries at the start; a power of two, as every size is. */
const FIRST_SIZE = 1024;
/** Fuller than this, a table gets twice as large. */
const MOST_FILLED = 0.6;

/** What a place holds that was taken again; 0: nothing was ever there. */
const TAKEN = -1;
const NONE: readonly number[] = [];

/**
 * Which ids texts lead to, in sixteen bytes an entry: the text itself is not kept, only 53 bits of its hash. Whoever asks
 * gets all that may be meant, and looks at them.
 */
export class AwayIds {
  #hashes = new Float64Array(FIRST_SIZE);
  #ids = new Float64Array(FIRST_SIZE);
  /** Places that hold or held something. */
  #used = 0;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** @param id above 0 */
  add(text: string, id: number): void {
    if (this.#used >= this.#ids.length * MOST_FILLED) this.#grow();
    this.#put(hashOf(text), id);
    this.#size++;
  }

  /** The ids that this text may lead to, the latest first; of a few others too, very seldom. */
  of(text: string): readonly number[] {
    if (this.#size === 0) return NONE;
    let found: number[] | null = null;
    const hash = hashOf(text);
    for (let at = this.#start(hash); this.#ids[at] !== 0; at = this.#next(at)) {
      if (this.#hashes[at] !== hash || this.#ids[at] === TAKEN) continue;
      found ??= [];
      found.unshift(this.#ids[at] as number);
    }
    return found ?? NONE;
  }

  /** Takes an entry back. */
  remove(text: string, id: number): void {
    const hash = hashOf(text);
    for (let at = this.#start(hash); this.#ids[at] !== 0; at = this.#next(at)) {
      if (this.#hashes[at] !== hash || this.#ids[at] !== id) continue;
      this.#ids[at] = TAKEN;
      this.#size--;
    }
  }

  #start(hash: number): number {
    return (hash >>> 0) & (this.#ids.length - 1);
  }

  #next(at: number): number {
    return (at + 1) & (this.#ids.length - 1);
  }

  #put(hash: number, id: number): void {
    let at = this.#start(hash);
    while (this.#ids[at] !== 0) at = this.#next(at);
    this.#hashes[at] = hash;
    this.#ids[at] = id;
    this.#used++;
  }

  /** Goes round from an empty place: so those of one hash stay in the order in which they came. */
  #grow(): void {
    const hashes = this.#hashes;
    const ids = this.#ids;
    const empty = ids.indexOf(0);
    this.#hashes = new Float64Array(ids.length * 2);
    this.#ids = new Float64Array(ids.length * 2);
    this.#used = 0;
    for (let step = 1; step <= ids.length; step++) {
      const at = (empty + step) & (ids.length - 1);
      const id = ids[at] as number;
      if (id > 0) this.#put(hashes[at] as number, id);
    }
  }
}

/** The factor and the start of FNV-1a (Fowler, Noll, Vo) for 32 bits. */
const FACTOR = 0x01000193;
const START = 0x811c9dc5;
/** Any other odd factor: texts with one sum in common do not have the other. */
const OTHER_FACTOR = 0x2c9277b5;

/** 53 bits: two sums over the characters. The lower one says where to look, so its upper half is mixed in. */
function hashOf(text: string): number {
  let low = START;
  let high = START;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, FACTOR);
    high = Math.imul(high ^ code, OTHER_FACTOR);
  }
  low ^= low >>> 16;
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
