import type { NoiseRule } from '../../correlate/noise.ts';
import type { Connection } from './database.ts';

const textOf = (rules: readonly NoiseRule[]): string =>
  JSON.stringify(rules.map(({ reason, fact, pattern }) => ({ reason, fact, pattern })));

/** Notes the rules by which requests are marked from this one on, unless they are those of the requests before it. */
export function noteNoiseRules(db: Connection, rules: readonly NoiseRule[], firstRequest: number): void {
  const text = textOf(rules);
  db.transaction(() => {
    // Rules that no request was marked by are forgotten.
    db.prepare('DELETE FROM noise_rule_set WHERE first_request_id >= ?').run(firstRequest);
    const latest = db.prepare('SELECT rules FROM noise_rule_set ORDER BY id DESC LIMIT 1').pluck().get();
    if (latest === text) return;
    db.prepare('INSERT INTO noise_rule_set (first_request_id, rules) VALUES (?, ?)').run(firstRequest, text);
  })();
}

/**
 * How many requests were marked as noise, or not, by other rules.
 * @param rules those that count; without them the latest
 */
export function markedByOtherRules(db: Connection, rules?: readonly NoiseRule[]): number {
  const sets = db
    .prepare('SELECT first_request_id AS first, rules FROM noise_rule_set ORDER BY id')
    .all() as { first: number; rules: string }[];
  const text = rules === undefined ? sets.at(-1)?.rules : textOf(rules);
  const count = db.prepare('SELECT count(*) FROM request WHERE id >= ? AND id < ?').pluck();
  let requests = 0;
  for (const [at, set] of sets.entries()) {
    if (set.rules === text) continue;
    requests += count.get(set.first, sets[at + 1]?.first ?? Number.MAX_SAFE_INTEGER) as number;
  }
  return requests;
}
