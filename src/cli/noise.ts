import { builtInRules, type NoiseRule } from '../correlate/noise.ts';
import type { Connection } from '../store/sqlite/database.ts';
import { markedByOtherRules } from '../store/sqlite/noise-rules.ts';

/** What there is to say of requests that other noise rules marked than those in force now; null when there are none. */
export function otherNoiseRules(
  db: Connection,
  rules: readonly NoiseRule[] = builtInRules,
): { requests: number; advice: string } | null {
  const requests = markedByOtherRules(db, rules);
  if (requests === 0) return null;
  return {
    requests,
    advice:
      'they stay as they are; to mark all by the present rules, read the logs into another database with --db',
  };
}
