import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInRules, type NoiseFacts, noiseMarker } from '../../src/correlate/noise.ts';
import { noiseRulesOf } from '../../src/correlate/noise-rules.ts';
import { matches } from '../../src/correlate/wildcard.ts';

const nobody: NoiseFacts = {
  user: null,
  user_agent: null,
  url_stem: null,
  client_software: null,
  client_ip: null,
};

describe('the built-in rules', () => {
  const mark = noiseMarker(builtInRules);
  test.each<[Partial<NoiseFacts>, string | null]>([
    [{ user: 'CONTOSO\\HealthMailbox0659e34' }, 'health_mailbox'],
    [{ user: 'HealthMailbox0659e34@contoso.com' }, 'health_mailbox'],
    [{ user_agent: 'AMProbe/Local/ClientAccess' }, 'probe'],
    [{ user_agent: 'MapiHttpClient' }, 'probe'],
    [{ client_software: 'Microsoft.Exchange.RpcClientAccess.Monitoring.dll' }, 'probe'],
    [{ url_stem: '/mapi/HealthCheck.htm' }, 'health_check'],
    [{ user: 'CONTOSO\\jane.healthmailbox' }, null],
    [{ user_agent: 'Microsoft Office/16.0' }, null],
    [{}, null],
  ])('%j', (facts, reason) => {
    expect(mark({ ...nobody, ...facts })).toBe(reason);
  });
});

describe('wildcards', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*b*', 'abc', true],
    ['*ab*ab', 'abxab', true],
    ['*ab*ab', 'aab', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, fits) => {
    expect(matches(pattern, text)).toBe(fits);
  });

  test('agree with the regular expression that says the same', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matches(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('a hostile text takes no longer than the product of the lengths', () => {
    const began = performance.now();
    expect(matches('*a'.repeat(100), `${'a'.repeat(4095)}b`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('rules of a user', () => {
  const marker = (...rules: unknown[]) => {
    const mark = noiseMarker(noiseRulesOf(rules));
    return (facts: Partial<NoiseFacts>) => mark({ ...nobody, ...facts });
  };

  test('go before the built-in ones, and case does not matter', () => {
    const mark = marker(
      { reason: 'lb_check', fact: 'user_agent', pattern: '*elb-healthchecker*' },
      { reason: 'our_monitoring', fact: 'user', pattern: 'CONTOSO\\svc-mon?' },
      { reason: 'own_probe', fact: 'user_agent', pattern: 'AMProbe/Local*' },
    );
    expect(mark({ user_agent: 'ELB-HealthChecker/2.0' })).toBe('lb_check');
    expect(mark({ user: 'contoso\\SVC-MON1' })).toBe('our_monitoring');
    expect(mark({ user: 'contoso\\svc-mon12' })).toBeNull();
    expect(mark({ user_agent: 'AMProbe/Local/ClientAccess' })).toBe('own_probe');
    expect(mark({ user_agent: 'AMProbe/Remote' })).toBe('probe');
  });

  test('addresses and networks', () => {
    const mark = marker(
      { reason: 'lb', fact: 'client_ip', pattern: '10.4.0.0/16' },
      { reason: 'one', fact: 'client_ip', pattern: '192.0.2.7' },
      { reason: 'six', fact: 'client_ip', pattern: '2001:db8:0:1::/64' },
      { reason: 'link', fact: 'client_ip', pattern: 'fe80::/10' },
    );
    expect(mark({ client_ip: '10.4.255.1' })).toBe('lb');
    expect(mark({ client_ip: '10.5.0.1' })).toBeNull();
    expect(mark({ client_ip: '192.0.2.7' })).toBe('one');
    expect(mark({ client_ip: '2001:db8:0:1::9' })).toBe('six');
    expect(mark({ client_ip: '2001:db8:0:2::9' })).toBeNull();
    expect(mark({ client_ip: 'fe80::1234:5678:123a:245e%3' })).toBe('link');
    expect(mark({ client_ip: 'no address' })).toBeNull();
  });

  test('switch built-in rules off, and may be off themselves', () => {
    const mark = marker(
      { reason: 'probe', enabled: false },
      { reason: 'lb_check', fact: 'user', pattern: 'lb*', enabled: false },
    );
    expect(mark({ user_agent: 'MapiHttpClient' })).toBeNull();
    expect(mark({ user: 'lb1' })).toBeNull();
    expect(mark({ url_stem: '/mapi/healthcheck.htm' })).toBe('health_check');
  });

  test.each<[unknown, RegExp]>([
    [{}, /must be a JSON array/],
    [[{ reason: 'a', fact: 'user', pattern: 'x' }, 7], /noise rule 2: it must be an object/],
    [
      [{ reason: 'LB check', fact: 'user', pattern: 'x' }],
      /rule 1 \("LB check"\): the reason must be a word/,
    ],
    [[{ reason: 'a', fact: 'useragent', pattern: 'x' }], /the fact must be one of user, user_agent/],
    [[{ reason: 'a', fact: 'user' }], /the pattern must be a text of 1 to 256/],
    [[{ reason: 'a', fact: 'user', pattern: 'x'.repeat(257) }], /the pattern must be a text of 1 to 256/],
    [[{ reason: 'a', fact: 'user', pattern: '**?' }], /would mark everything/],
    [[{ reason: 'a', fact: 'user', pattern: 'x', regex: true }], /"regex" is not one of reason, fact/],
    [[{ reason: 'a', fact: 'user', pattern: 'x', enabled: 'no' }], /enabled must be true or false/],
    [[{ reason: 'a', enabled: false }], /only a built-in reason can be switched off: health_check/],
    [[{ reason: 'a', fact: 'client_ip', pattern: '10.4.*' }], /must be an address or a network/],
    [[{ reason: 'a', fact: 'client_ip', pattern: '10.0.0.0/33' }], /must be an address or a network/],
    [[{ reason: 'a', fact: 'client_ip', pattern: '0.0.0.0/0' }], /must be an address or a network/],
    [Array(201).fill({ reason: 'a', fact: 'user', pattern: 'x' }), /more than 200/],
  ])('that can not be used: %j', (rules, message) => {
    expect(() => noiseRulesOf(rules)).toThrow(message);
  });
});
