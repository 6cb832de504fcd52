/** Index of the first value that fits, in a list in which all that fit come after all that do not; its length if none. */
export function firstIndex<T>(sorted: readonly T[], fits: (value: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
