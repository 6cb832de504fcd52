import { expect, it } from 'vitest';
import { decodeContextCookie, parseSequenceCookie } from '../../src/formats/values/session-cookie.ts';
import { type Row, value, written } from './written-logs.ts';

const decoded = (row: Row) => decodeContextCookie(value(row, 'SessionCookie'));
const contextOf = (row: Row): string =>
  value(row, 'MapiRequestId')
    .replaceAll(/[{}]|:\d+$/g, '')
    .toLowerCase();

it('gives every context a cookie of its own that names machine, process start and number', async () => {
  const { mapiHttp, frontEnd } = await written({
    scenarios: ['clean_day'],
    clients: 8,
    hours: 0.5,
    noise: 0.3,
  });
  const seen = new Map<string, string>();
  const target = new Map(frontEnd.map((row) => [value(row, 'RequestId'), value(row, 'TargetServer')]));
  for (const row of mapiHttp) {
    const cookie = decoded(row);
    expect(cookie?.machine).toBe(target.get(value(row, 'RequestId'))?.replace('.contoso.com', ''));
    expect(cookie?.processStartedMs).toBeLessThan(Date.parse(value(row, 'DateTime')));
    expect(parseSequenceCookie(value(row, 'SequenceCookie'))?.counter).toBeGreaterThan(0);
    const context = contextOf(row);
    expect(value(row, 'SessionCookie')).toBe(seen.get(context) ?? value(row, 'SessionCookie'));
    seen.set(context, value(row, 'SessionCookie'));
  }
  expect(new Set(seen.values()).size).toBe(seen.size);
});

it.each([
  ['database_failover', 'failover'],
  ['pool_recycle', 'recycle'],
  ['idle_expiry', 'idle_expiry'],
] as const)('tells in %s what changed between two contexts', async (scenario, cause) => {
  const { mapiHttp, truth } = await written({ scenarios: [scenario], clients: 10, hours: 1, noise: 0 });
  const cookies = new Map(mapiHttp.map((row) => [contextOf(row), decoded(row)]));
  const episodes = truth.reconnects.filter((one) => one.cause === cause && one.connectedAt !== null);
  expect(episodes.length).toBeGreaterThan(0);
  for (const { previousContext, context } of episodes) {
    const [before, after] = [cookies.get(previousContext ?? ''), cookies.get(context)];
    expect(before?.machine === after?.machine).toBe(cause !== 'failover');
    expect(before?.processStartedMs === after?.processStartedMs).toBe(cause === 'idle_expiry');
  }
});

it('decodes the classic log cookies, too', async () => {
  const { clientAccess } = await written({
    scenarios: ['clean_day'],
    clients: 4,
    hours: 0.2,
    noise: 0.3,
    layout: '2013',
  });
  expect(clientAccess.length).toBeGreaterThan(0);
  for (const row of clientAccess) {
    const cookie = /^C:([^|]+)\|S:/.exec(value(row, 'session-cookie'))?.[1];
    expect(decodeContextCookie(cookie)?.contextNumber).toBe(Number(value(row, 'session-id')));
  }
});
