/**
 * Does something slow with each of many items, several at a time, and gives the results in the order of the items.
 * @param most at a time @param work must not fail: nobody may be waiting for it yet
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<[Item, Result]> {
  const under: Promise<[Item, Result]>[] = [];
  for (const item of items) {
    under.push(work(item).then((result) => [item, result]));
    const first = under.length >= most ? under.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const next of under) yield await next;
}
