/** What noise rules look at; absent values are null. */
export interface NoiseFacts {
  user: string | null;
  userAgent: string | null;
  urlStem: string | null;
  clientSoftware: string | null;
}

/** Marks records that no person caused. The reason is shown with every count of hidden records. */
export interface NoiseRule {
  reason: string;
  fact: keyof NoiseFacts;
  pattern: RegExp;
}

/**
 * Built-in rules, first match wins. Sources: product behaviour and public log analyses; in a customer's capture
 * 86 % of HttpProxy lines, in a lab 99.9 %, were of this sort.
 */
export const noiseRules: readonly NoiseRule[] = [
  { reason: 'health_check', fact: 'urlStem', pattern: /\/healthcheck\.htm$/i },
  { reason: 'health_mailbox', fact: 'user', pattern: /(?:^|\\)HealthMailbox/i },
  { reason: 'probe', fact: 'userAgent', pattern: /^(?:AMProbe|ActiveMonitoring|MapiHttpClient)/i },
  {
    reason: 'probe',
    fact: 'clientSoftware',
    pattern: /^Microsoft\.Exchange\.RpcClientAccess\.Monitoring\.dll$/i,
  },
];

/** The reason why a record is noise, or null. */
export function noiseOf(facts: NoiseFacts): string | null {
  for (const { reason, fact, pattern } of noiseRules) {
    const value = facts[fact];
    if (value !== null && pattern.test(value)) return reason;
  }
  return null;
}
