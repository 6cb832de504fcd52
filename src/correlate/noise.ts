import { BlockList, isIPv6 } from 'node:net';
import { matches } from './wildcard.ts';

/** What noise rules look at. */
export const noiseFacts = ['user', 'user_agent', 'url_stem', 'client_software', 'client_ip'] as const;
export type NoiseFact = (typeof noiseFacts)[number];

/** What a record says of them; null where it says nothing, or has no such column. */
export type NoiseFacts = Record<NoiseFact, string | null>;

/** Marks records that no person caused. The reason is shown with every count of hidden records. */
export interface NoiseRule {
  reason: string;
  fact: NoiseFact;
  /** `*` and `?` stand for characters, case does not matter; of `client_ip`: an address, or a network (`10.4.0.0/16`). */
  pattern: string;
}

/**
 * Built-in rules. Sources: product behaviour and public log analyses; in a customer's capture 86 % of HttpProxy lines, in
 * a lab 99.9 %, were of this sort.
 */
export const builtInRules: readonly NoiseRule[] = [
  { reason: 'health_check', fact: 'url_stem', pattern: '*/healthcheck.htm' },
  { reason: 'health_mailbox', fact: 'user', pattern: 'HealthMailbox*' },
  { reason: 'health_mailbox', fact: 'user', pattern: '*\\HealthMailbox*' },
  { reason: 'probe', fact: 'user_agent', pattern: 'AMProbe*' },
  { reason: 'probe', fact: 'user_agent', pattern: 'ActiveMonitoring*' },
  { reason: 'probe', fact: 'user_agent', pattern: 'MapiHttpClient*' },
  { reason: 'probe', fact: 'client_software', pattern: 'Microsoft.Exchange.RpcClientAccess.Monitoring.dll' },
];

/** Gives the reason why a record is noise, or null. */
export type NoiseMarker = (facts: NoiseFacts) => string | null;

/** Of longer values so much is looked at. */
const MOST_LOOKED_AT = 4096;

/** Makes a marker of rules; the first that fits gives the reason. */
export function noiseMarker(rules: readonly NoiseRule[]): NoiseMarker {
  const tests = rules.map(({ reason, fact, pattern }) => ({ reason, fact, fits: testOf(fact, pattern) }));
  return (facts) => {
    for (const { reason, fact, fits } of tests) {
      const value = facts[fact];
      if (value !== null && fits(value)) return reason;
    }
    return null;
  };
}

function testOf(fact: NoiseFact, pattern: string): (value: string) => boolean {
  if (fact === 'client_ip') return isIn(pattern);
  const lower = pattern.toLowerCase();
  return (value) => matches(lower, value.slice(0, MOST_LOOKED_AT).toLowerCase());
}

function isIn(pattern: string): (address: string) => boolean {
  const list = new BlockList();
  const [network = '', prefix] = pattern.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  if (prefix === undefined) list.addAddress(network, family);
  else list.addSubnet(network, Number(prefix), family);
  // Logs name the interface of a link-local address: fe80::1%3.
  return (address) => list.check(address.split('%')[0] ?? '', isIPv6(address) ? 'ipv6' : 'ipv4');
}
