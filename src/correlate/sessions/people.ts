/** That a name belongs to a person, and by which request that became known. */
export interface PersonName {
  /** One spelling of a user, lower case. */
  name: string;
  person: number;
  request: number;
}

/**
 * Which spellings (`DOMAIN\sam`, UPN, mail address, legacy DN) mean the same person. They are joined where one record,
 * or the records of one request, name the same authenticated user in two ways (`identity.ts`); never by guessing from
 * their letters.
 */
export class People {
  readonly #persons = new Map<string, number>();
  readonly #names = new Map<number, PersonName[]>();
  readonly #changed = new Map<string, PersonName>();
  #lastPerson = 0;

  constructor(known: readonly PersonName[]) {
    for (const name of known) this.#put({ ...name });
  }

  /** What sessions of one person have in common; a name that was never joined with another stands for itself. */
  key(name: string): string | number {
    return this.#persons.get(name) ?? name;
  }

  /** All spellings of whom this one means. */
  spellings(name: string): string[] {
    const person = this.#persons.get(name);
    if (person === undefined) return [name];
    return (this.#names.get(person) ?? []).map((known) => known.name);
  }

  /** Joins two spellings. @returns whether that was new */
  join(a: string, b: string, request: number): boolean {
    if (a === b) return false;
    const ofA = this.#persons.get(a);
    const ofB = this.#persons.get(b);
    if (ofA !== undefined && ofA === ofB) return false;
    const person = ofA ?? ofB ?? ++this.#lastPerson;
    if (ofA === undefined) this.#change({ name: a, person, request });
    if (ofB === undefined) this.#change({ name: b, person, request });
    else if (ofB !== person) {
      for (const name of this.#names.get(ofB) ?? []) this.#change({ ...name, person });
      this.#names.delete(ofB);
    }
    return true;
  }

  /** Names that are new or belong to another person than at the last call. */
  takeChanged(): PersonName[] {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    return changed;
  }

  #change(name: PersonName): void {
    this.#put(name);
    this.#changed.set(name.name, name);
  }

  #put(name: PersonName): void {
    this.#persons.set(name.name, name.person);
    const names = this.#names.get(name.person);
    if (names === undefined) this.#names.set(name.person, [name]);
    else names.push(name);
    this.#lastPerson = Math.max(this.#lastPerson, name.person);
  }
}
