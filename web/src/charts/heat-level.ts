/**
 * Which of the colours 0 (quiet) to 4 a value has; null for no value.
 * @param levels from which value on each warmer colour begins, rising
 */
export function levelOf(value: number | null, levels: readonly number[]): number | null {
  if (value === null) return null;
  return levels.filter((from) => value >= from).length;
}
