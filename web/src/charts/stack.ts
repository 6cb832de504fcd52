/** Layers on one another: each series becomes the sum of itself and those behind it in the list. Null counts as 0. */
export function stacked(series: readonly (readonly (number | null)[])[]): number[][] {
  const sums: number[][] = [];
  let below: readonly number[] = [];
  for (const values of series.toReversed()) {
    const sum = values.map((value, i) => (value ?? 0) + (below[i] ?? 0));
    sums.push(sum);
    below = sum;
  }
  return sums.toReversed();
}
