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

/** 53 bits: two sums of 32 bits over the characters, mixed at the end (cyrb53, public domain). */
function hashOf(text: string): number {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & two) + (one >>> 0);
}
