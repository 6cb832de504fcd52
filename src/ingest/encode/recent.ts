/** How many are looked at before the full key is made; a few clients and probes send most of the requests. */
const MOST = 6;

/**
 * The values that came last. Comparing a line with them piece by piece makes no new strings, which cutting a key
 * out of the line and hashing it does.
 */
export class Recent<Entry> {
  readonly #entries: Entry[] = [];

  /** The first entry that matches, which then is the first to be asked next time. */
  find(matches: (entry: Entry) => boolean): Entry | undefined {
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (!matches(entry)) continue;
      if (i > 0) {
        entries[i] = entries[i - 1] as Entry;
        entries[i - 1] = entry;
      }
      return entry;
    }
    return undefined;
  }

  /** Remembers an entry in place of the one that was asked last. */
  add(entry: Entry): Entry {
    if (this.#entries.length < MOST) this.#entries.push(entry);
    else this.#entries[MOST - 1] = entry;
    return entry;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
