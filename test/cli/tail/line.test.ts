import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestLine } from '../../../src/cli/tail/line.ts';
import { type TailRow, tailRow } from '../../../src/cli/tail/row.ts';
import { width } from '../../../src/cli/text.ts';

const failed = {
  id: 7,
  ended_at: '2026-03-04T09:12:44.031Z',
  outcome: 'failed',
  user: 'CONTOSO\\robert',
  request_type: 'Execute',
  http_status: 200,
  error_code: null,
  response_code: 0,
  status_code: 1142,
  failure_class: 'database_unavailable',
  duration_ms: 31.4,
  front_end: 'EXCH01',
  back_end: 'EXCH02',
};

const rowOf = (changes: Record<string, unknown> = {}): TailRow => {
  const row = tailRow(JSON.stringify({ ...failed, ...changes }));
  if (row === null) throw new Error('no row');
  return row;
};

describe('a request in one line', () => {
  test('without a terminal nothing is cut, and the time has its date', () => {
    expect(requestLine(rowOf(), null)).toBe(
      '2026-03-04T09:12:44.031Z  failed       CONTOSO\\robert                    Execute           200 status 1142                  31  EXCH01 → EXCH02  database_unavailable',
    );
    const long = 'u'.repeat(300);
    expect(requestLine(rowOf({ user: long }), null)).toContain(`${long}  Execute`);
  });

  test('on a wide terminal it has everything', () => {
    expect(requestLine(rowOf(), 160)).toBe(
      '09:12:44.031  failed       CONTOSO\\robert                    Execute           200 status 1142                  31  EXCH01 → EXCH02  database_unavailable',
    );
  });

  test('on a narrow one the columns give way, the last ones first', () => {
    expect(requestLine(rowOf({ request_type: 'NotificationWait' }), 80)).toBe(
      '09:12:44.031 failed      CONTOSO\\robert Notificatio… 200 status 1142      31 E…',
    );
  });

  test('the codes that say something are named', () => {
    const result = (changes: Record<string, unknown>): string =>
      requestLine(rowOf({ status_code: null, ...changes }), null)
        .slice(91, 117)
        .trim();
    expect(result({})).toBe('200');
    expect(result({ http_status: 503, error_code: 'ConnectFailure' })).toBe('503 ConnectFailure');
    expect(result({ response_code: 10, status_code: 0 })).toBe('200 response 10');
    expect(result({ http_status: null })).toBe('-');
  });

  test('what is absent is a dash', () => {
    expect(requestLine(rowOf({ user: null, front_end: null, duration_ms: null }), 160)).toMatch(
      /failed +- +Execute .* - {2}- → EXCH02/,
    );
  });

  test('whatever the log holds, it has no control character and fits the terminal', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', '山', '\u001b', '\u009b', '[2J', '\r', '\n', '\u202e', '😀', 'e\u0301'),
      maxLength: 60,
    });
    const rows = fc.record({
      outcome: hostile,
      user: hostile,
      request_type: hostile,
      error_code: hostile,
      failure_class: hostile,
      front_end: hostile,
      back_end: hostile,
      ended_at: hostile,
    });
    fc.assert(
      fc.property(rows, fc.option(fc.integer({ min: 20, max: 250 })), (changes, columns) => {
        const line = requestLine(rowOf(changes), columns);
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        if (columns !== null) expect(width(line)).toBeLessThan(columns);
      }),
    );
  });

  test('columns stay aligned behind wide characters', () => {
    const at = (user: string): number => width(requestLine(rowOf({ user }), 160).split('Execute')[0] ?? '');
    expect(at('CONTOSO\\山田太郎')).toBe(at('CONTOSO\\robert'));
  });
});

test.each(['', 'null', '[]', '{}', '{"id": "x"}', '{'])('%j is no row', (text) => {
  expect(tailRow(text)).toBeNull();
});
