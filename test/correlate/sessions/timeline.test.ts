import { expect, test } from 'vitest';
import { type TimelineRequest, timelineOf } from '../../../src/correlate/sessions/timeline.ts';

const MINUTE = 60_000;

/** A request of so many milliseconds, `at` after the session's start. */
const request = (
  id: number,
  at: number,
  ms: number,
  more: Partial<TimelineRequest> = {},
): TimelineRequest => ({
  id,
  started_ms: 1000 + at,
  ended_ms: 1000 + at + ms,
  client_ip: '10.0.0.1',
  front_end: 'EXCH01',
  back_end: 'EXCH02',
  ...more,
});

/** The timeline in short: offset, what, and of a change from what to what. */
function told(requests: TimelineRequest[], end_reason = 'open'): string[] {
  const session = {
    started_ms: 1000,
    ended_ms: Math.max(...requests.map((one) => one.ended_ms)),
    end_reason,
  };
  return timelineOf(session, requests).map(({ kind, offset_ms, duration_ms, request: shown, from, to }) =>
    [offset_ms, kind, duration_ms, shown?.id, from, to].filter((part) => part != null).join(' '),
  );
}

test('requests stand where they began, whatever order they come in', () => {
  expect(told([request(3, 20, 5), request(1, 0, 100), request(2, 10, 5)])).toEqual([
    '0 request 100 1',
    '10 request 5 2',
    '20 request 5 3',
  ]);
});

test('a silence of more than a minute is a line of its own', () => {
  expect(told([request(1, 0, 10), request(2, 10 + MINUTE, 5), request(3, 15 + 2 * MINUTE + 1, 5)])).toEqual([
    '0 request 10 1',
    '60010 request 5 2',
    '60015 gap 60001',
    '120016 request 5 3',
  ]);
});

test('while a long poll is under way there is no silence', () => {
  expect(told([request(1, 0, 5 * MINUTE), request(2, 10, 5), request(3, 4 * MINUTE, 5)])).not.toContainEqual(
    expect.stringContaining('gap'),
  );
});

test('a change of the address is told, also the way back; an unknown one is none', () => {
  const at = (id: number, client_ip: string | null) => request(id, id, 0, { client_ip });
  expect(told([at(1, '10.0.0.1'), at(2, null), at(3, '10.9.9.9'), at(4, '10.0.0.1')])).toEqual([
    '1 request 0 1',
    '2 request 0 2',
    '3 address 10.0.0.1 10.9.9.9',
    '3 request 0 3',
    '4 address 10.9.9.9 10.0.0.1',
    '4 request 0 4',
  ]);
});

test('a front end is told when it is new: a load balancer may take another one for each request', () => {
  const at = (id: number, front_end: string) => request(id, id, 0, { front_end });
  const changes = told([at(1, 'A'), at(2, 'B'), at(3, 'A'), at(4, 'B'), at(5, 'C')]);
  expect(changes.filter((line) => line.includes('front_end'))).toEqual([
    '2 front_end A B',
    '5 front_end B C',
  ]);
});

test('every change of the back end is told', () => {
  const at = (id: number, back_end: string | null) => request(id, id, 0, { back_end });
  const changes = told([at(1, 'A'), at(2, 'B'), at(3, null), at(4, 'A')]);
  expect(changes.filter((line) => line.includes('back_end'))).toEqual(['2 back_end A B', '4 back_end B A']);
});

test('the end comes last, with its reason; an open session has none', () => {
  expect(told([request(1, 0, 10)], 'failover')).toEqual(['0 request 10 1', '10 end failover']);
  expect(told([request(1, 0, 10)])).toEqual(['0 request 10 1']);
});
