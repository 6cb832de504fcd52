import { expect, it } from 'vitest';
import { isProbe, value, written } from './written-logs.ts';

it('keeps the share of noise and counts it by reason', async () => {
  const { truth, frontEnd } = await written({ scenarios: ['clean_day'], clients: 6, hours: 0.5 });
  const noise = frontEnd.filter(isProbe);
  expect(noise.length / frontEnd.length).toBeGreaterThan(0.84);
  expect(noise.length / frontEnd.length).toBeLessThan(0.89);
  expect(truth.frontEndRows).toEqual({ real: frontEnd.length - noise.length, noise: noise.length });
  const agents = (agent: string): number => noise.filter((row) => value(row, 'UserAgent') === agent).length;
  expect(truth.noise).toEqual({
    health_mailbox: agents('MapiHttpClient'),
    am_probe: agents('AMProbe/Local/ClientAccess'),
    load_balancer: agents('HealthMonitor/1.0'),
  });
  for (const reason of Object.values(truth.noise)) expect(reason).toBeGreaterThan(0);
});

it('reaches a number of rows per server with the share of a real capture', async () => {
  const { truth } = await written({
    scenarios: ['clean_day'],
    requests: 6000,
    hours: 2,
    servers: 2,
    seed: 3,
  });
  for (const server of truth.servers) {
    expect(Math.abs((server.counts.http_proxy?.lines ?? 0) - 6000)).toBeLessThan(150);
  }
  const { real, noise } = truth.frontEndRows;
  expect(real / (real + noise)).toBeGreaterThan(0.1);
  expect(real / (real + noise)).toBeLessThan(0.17);
  // The capture had 48,000 back-end rows beside 389,000 front-end rows.
  const backEnd = (truth.counts.mapi_http?.lines ?? 0) / (real + noise);
  expect(backEnd).toBeGreaterThan(0.09);
  expect(backEnd).toBeLessThan(0.16);
});
