import { isIP } from 'node:net';
import { builtInRules, type NoiseFact, type NoiseRule, noiseFacts } from './noise.ts';

/** A noise rule that can't be used; the message says which and why. */
export class NoiseRuleError extends Error {
  override name = 'NoiseRuleError';
}

const MOST_RULES = 200;
const LONGEST_PATTERN = 256;
const KEYS = ['reason', 'fact', 'pattern', 'enabled'];
const REASON = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * The rules in force, made of what a user wrote: own rules go before the built-in ones; an entry with `enabled: false` and
 * nothing but a reason switches the built-in rules of that reason off.
 * @param written an array of `{reason, fact, pattern, enabled}`
 * @throws NoiseRuleError
 */
export function noiseRulesOf(written: unknown): NoiseRule[] {
  if (!Array.isArray(written)) throw new NoiseRuleError('the noise rules must be a JSON array');
  if (written.length > MOST_RULES) throw new NoiseRuleError(`there are more than ${MOST_RULES} noise rules`);
  const own: NoiseRule[] = [];
  const off = new Set<string>();
  for (const [index, entry] of written.entries()) {
    const { reason, fact, pattern, enabled } = checked(entry, index + 1);
    if (fact === null || pattern === null) off.add(reason);
    else if (enabled) own.push({ reason, fact, pattern });
  }
  return [...own, ...builtInRules.filter(({ reason }) => !off.has(reason))];
}

interface Entry {
  reason: string;
  fact: NoiseFact | null;
  pattern: string | null;
  enabled: boolean;
}

function checked(entry: unknown, number: number): Entry {
  const fail = (what: string): never => {
    const { reason } = Object(entry) as { reason?: unknown };
    const name = typeof reason === 'string' ? ` (${JSON.stringify(reason.slice(0, 40))})` : '';
    throw new NoiseRuleError(`noise rule ${number}${name}: ${what}`);
  };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return fail('it must be an object');
  const { reason, fact, pattern, enabled = true } = entry as Record<string, unknown>;
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) fail(`"${unknown}" is not one of ${KEYS.join(', ')}`);
  if (typeof reason !== 'string' || !REASON.test(reason))
    return fail('the reason must be a word of lower-case letters, digits and _, such as "lb_check"');
  if (typeof enabled !== 'boolean') return fail('enabled must be true or false');
  if (fact === undefined && pattern === undefined && !enabled) {
    const known = [...new Set(builtInRules.map((rule) => rule.reason))];
    if (!known.includes(reason)) fail(`only a built-in reason can be switched off: ${known.join(', ')}`);
    return { reason, fact: null, pattern: null, enabled };
  }
  if (!isFact(fact)) return fail(`the fact must be one of ${noiseFacts.join(', ')}`);
  if (typeof pattern !== 'string' || pattern === '' || pattern.length > LONGEST_PATTERN)
    return fail(`the pattern must be a text of 1 to ${LONGEST_PATTERN} characters`);
  if (fact === 'client_ip' ? !isNetwork(pattern) : /^[*?]+$/.test(pattern))
    fail(
      fact === 'client_ip'
        ? 'the pattern must be an address or a network, such as 10.4.2.17, 10.4.0.0/16 or 2001:db8::/64'
        : 'the pattern would mark everything as noise',
    );
  return { reason, fact, pattern, enabled };
}

const isFact = (fact: unknown): fact is NoiseFact => noiseFacts.some((known) => known === fact);

function isNetwork(pattern: string): boolean {
  const [address = '', prefix, ...more] = pattern.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || more.length > 0) return false;
  if (prefix === undefined) return true;
  const bits = Number(prefix);
  return /^\d{1,3}$/.test(prefix) && bits >= 1 && bits <= (family === 4 ? 32 : 128);
}
