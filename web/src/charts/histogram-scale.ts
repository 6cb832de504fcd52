/**
 * Where a value lies on an axis on which each bin has the same width: from 0 to 1, null outside. Inside a bin the
 * place is by proportion.
 */
export function placeOf(
  bins: readonly { readonly from_ms: number; readonly to_ms: number }[],
  ms: number,
): number | null {
  const at = bins.findIndex(({ from_ms, to_ms }) => ms >= from_ms && ms < to_ms);
  const bin = bins[at];
  if (bin === undefined) return null;
  return (at + (ms - bin.from_ms) / (bin.to_ms - bin.from_ms)) / bins.length;
}
