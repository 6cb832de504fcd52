import { beforeAll, describe, expect, it } from 'vitest';
import { end, isProbe, type Row, start, value, type WrittenLogs, written } from './written-logs.ts';

const info = (row: Row, key: string): string | undefined =>
  new RegExp(`(?:^|;)${key}=([^;]*)`).exec(value(row, 'GenericInfo'))?.[1];

describe.each(['se', '2013'] as const)('HttpProxy rows, layout %s', (layout) => {
  let logs: WrittenLogs;
  beforeAll(async () => {
    logs = await written({
      scenarios: ['network_switch', 'database_failover', 'throttling', 'authentication_loop', 'idle_expiry'],
      clients: 14,
      hours: 1,
      noise: 0.4,
      seed: 7,
      layout,
    });
  });

  it('has DateTime at the end, BeginRequest at the start, stages in order', () => {
    for (const row of logs.frontEnd) {
      expect(Math.abs(Date.parse(info(row, 'BeginRequest') ?? '') - start(row))).toBeLessThanOrEqual(1);
      expect(Date.parse(info(row, 'EndRequest') ?? '')).toBe(end(row));
      const stages = [...value(row, 'GenericInfo').matchAll(/=(\d{4}-[^;]*Z)/g)].map(([, at]) =>
        Date.parse(at ?? ''),
      );
      expect(stages).toEqual(stages.toSorted((a, b) => a - b));
    }
  });

  it('has the keys of GenericInfo in the order of real rows', () => {
    const order = [
      'BeginRequest',
      'CorrelationID',
      'ProxyState-Run',
      'FEAuth',
      'RoutingEntry',
      'NewConnection',
      'RoutingError',
      'InvalidatingBackEndServerCache',
      'BeginGetRequestStream',
      'OnRequestStreamReady',
      'BeginGetResponse',
      'OnResponseReady',
      'EndGetResponse',
      'ProxyState-Complete',
      'SharedCacheGuard',
      'EndRequest',
    ];
    for (const row of logs.frontEnd) {
      const keys = [...value(row, 'GenericInfo').matchAll(/(?:^|;)([\w-]+)=/g)].map(([, key]) => key ?? '');
      expect(keys).toEqual(order.filter((key) => keys.includes(key)));
      expect(value(row, 'GenericInfo').endsWith(';')).toBe(true);
    }
  });

  it('has no comma in any value', () => {
    for (const row of logs.frontEnd) expect(Object.values(row).join('')).not.toContain(',');
  });

  it('writes GUIDs as their senders do and the counters in rising order', () => {
    const counters = new Map<string, number>();
    for (const row of logs.frontEnd.toSorted((a, b) => start(a) - start(b))) {
      const text = value(row, 'ClientRequestId');
      if (value(row, 'Method') === 'GET') {
        expect(text).toBe('');
        continue;
      }
      const [, guid = '', counter = ''] = /^R:([^:]+):(\d+);/.exec(text) ?? [];
      expect(guid).toMatch(isProbe(row) ? /^[0-9a-f-]{36}$/ : /^\{[0-9A-F-]{36}\}$/);
      expect(text).toMatch(layout === '2013' ? /;CI:[^;]+;RT:\w+$/ : /;RT:\w+;CI:[^;]+;CID:[^;]+$/);
      expect(Number(counter)).toBeGreaterThanOrEqual(counters.get(guid) ?? 1);
      counters.set(guid, Number(counter));
    }
  });

  it('keeps HTTP 200 and a blank back-end status for a client that went away', () => {
    const gone = logs.frontEnd.filter((row) => value(row, 'ErrorCode') === 'ClientDisconnect');
    expect(gone.length).toBeGreaterThan(0);
    for (const row of gone) {
      expect(value(row, 'HttpStatus')).toBe('200');
      expect(value(row, 'BackEndStatus')).toBe('');
      expect(value(row, 'GenericErrors')).toContain('HttpException=ClientDisconnect;');
    }
  });

  it('has no user on a 401', () => {
    const refused = logs.frontEnd.filter((row) => value(row, 'HttpStatus') === '401');
    expect(refused.length).toBeGreaterThan(0);
    for (const row of refused)
      expect([value(row, 'AuthenticatedUser'), value(row, 'IsAuthenticated')]).toEqual(['', 'false']);
  });
});
