/** A code of the program as people read it: a name, and what it means in one line. */
export interface Named {
  readonly name: string;
  readonly meaning: string;
}

/** The name of a code; a code that the catalogue does not have stands for itself. */
export function named(catalogue: Readonly<Record<string, Named>>, code: string): Named {
  return Object.hasOwn(catalogue, code)
    ? (catalogue[code] ?? { name: code, meaning: '' })
    : { name: code, meaning: '' };
}
