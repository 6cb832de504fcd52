/** Names of an object's members: a name that comes again gets a number, so that no column is lost. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
    taken.add(free);
    return free;
  });
}

/**
 * A row as a JSON object on one line, without a line end. The members come in the order of the columns, but for names that
 * are whole numbers: those come first, as JavaScript has it.
 * @param names distinct, see {@link distinctNames}
 */
export function jsonObject(names: readonly string[], row: readonly (string | number | null)[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
}
