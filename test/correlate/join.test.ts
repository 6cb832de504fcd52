import { describe, expect, test } from 'vitest';
import { type History, RequestJoin } from '../../src/correlate/join.ts';
import type { AnyPart, BackPart, ClassicPart, FrontPart } from '../../src/correlate/parts.ts';
import type { Request, StoredRequest } from '../../src/correlate/request.ts';
import { UNNAMED, UNNAMED_FRONT } from '../support/parts.ts';

const T = Date.parse('2026-03-04T09:12:44.000Z');
const MINUTE = 60_000;

let lastRecord = 0;
const front = (changes: Partial<FrontPart> = {}): FrontPart => ({
  side: 'front',
  recordId: ++lastRecord,
  atMs: T,
  durationMs: 31,
  requestId: 'request-1',
  context: 'context-1',
  sequence: 7,
  noise: null,
  ...UNNAMED_FRONT,
  httpStatus: 200,
  backEndStatus: 200,
  errorCode: null,
  authenticated: true,
  client: 'client-1',
  ...changes,
});
const back = (changes: Partial<BackPart> = {}): BackPart => ({
  side: 'back',
  recordId: ++lastRecord,
  atMs: T - 2,
  durationMs: 18,
  requestId: 'request-1',
  context: 'context-1',
  sequence: 7,
  noise: null,
  ...UNNAMED,
  httpStatus: 200,
  responseCode: 0,
  statusCode: 0,
  ...changes,
});
const classic = (changes: Partial<ClassicPart> = {}): ClassicPart => ({
  side: 'classic',
  recordId: ++lastRecord,
  atMs: T - 1,
  durationMs: 15,
  requestId: 'request-1',
  context: 'context-1',
  sequence: 7,
  noise: null,
  ...UNNAMED,
  failed: false,
  rpcStatus: null,
  gone: false,
  reason: null,
  statusCode: 0,
  statusLayer: null,
  ...changes,
});

/** A stored request of which only the records matter. */
const UNKNOWN = { challenge: false, session: null, recoveredMs: null };
const stored = (requests: StoredRequest[], asked: (from: number) => void = () => undefined): History => ({
  between: (from, to) => {
    asked(from);
    return requests.filter(({ parts: [part] }) => part !== undefined && part.atMs >= from && part.atMs < to);
  },
  withIds: (ids) => requests.filter(({ id }) => ids.includes(id)),
});
const nothing = stored([]);

function join(parts: AnyPart[], history: History = nothing): Request[] {
  const joined = new RequestJoin(0, history);
  for (const part of parts) joined.add(part);
  return joined.takeChanged().requests;
}

describe('joining records into requests', () => {
  test.each([
    ['front first', (f: AnyPart, b: AnyPart) => [f, b]],
    ['back first', (f: AnyPart, b: AnyPart) => [b, f]],
  ])('by RequestId, %s; the front end has the time', (_, order) => {
    const f = front();
    const b = back();
    const requests = join(order(f, b));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ front: f, back: b, startedMs: T - 31, endedMs: T, outcome: 'ok' });
  });

  test.each([
    ['front first', (f: AnyPart, b: AnyPart) => [f, b]],
    ['back first', (f: AnyPart, b: AnyPart) => [b, f]],
  ])('by context and counter where the ids differ, %s', (_, order) => {
    expect(join(order(front(), back({ requestId: 'another' })))).toHaveLength(1);
    expect(join(order(front(), back({ requestId: 'another', sequence: 8 })))).toHaveLength(2);
    expect(join(order(front(), back({ requestId: 'another', context: null })))).toHaveLength(2);
  });

  test('never joins a challenge to the back end: it has the counter of the request that got through', () => {
    const challenge = front({
      requestId: 'leg',
      httpStatus: 401,
      backEndStatus: null,
      authenticated: false,
      atMs: T - 50,
    });
    const requests = join([challenge, back({ requestId: 'another' }), front({ requestId: 'third' })]);
    expect(requests.map((request) => [request.front?.requestId, request.back !== null])).toEqual([
      ['leg', false],
      ['third', true],
    ]);
  });

  test('over the edge of two buckets, and not over hours', () => {
    const edge = Date.parse('2026-03-04T09:10:00.000Z');
    expect(join([front({ atMs: edge + 1 }), back({ atMs: edge - 1 })])).toHaveLength(1);
    expect(join([front({ atMs: edge + 120 * MINUTE }), back({ atMs: edge })])).toHaveLength(2);
  });

  test('each of two records alone', () => {
    expect(join([front(), front({ requestId: 'request-2', sequence: 8 })])).toHaveLength(2);
    expect(join([back()])[0]).toMatchObject({ front: null, startedMs: T - 20, endedMs: T - 2 });
  });

  test('several classic rows of one request: the failure counts', () => {
    const failure = classic({ failed: true, statusCode: 1010 });
    const requests = join([front(), classic(), failure, classic()]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ classic: failure, outcome: 'failed', failureClass: 'logon' });
  });

  test('with what an earlier run has stored', () => {
    const earlier = front({ recordId: 5 });
    const asked: number[] = [];
    const history = stored([{ id: 41, ...UNKNOWN, parts: [earlier] }], (from) => asked.push(from));
    const requests = join([back()], history);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ id: 41, stored: true, front: earlier });
    expect(asked.length).toBeLessThanOrEqual(10);
  });

  test('says only what changed since it was asked last', () => {
    const joined = new RequestJoin(0, nothing);
    joined.add(front());
    expect(joined.takeChanged().requests).toHaveLength(1);
    expect(joined.takeChanged().requests).toHaveLength(0);
    joined.add(back());
    expect(joined.takeChanged().requests).toHaveLength(1);
  });
});

describe('more requests at a time than fit into memory', () => {
  const MANY = 100;
  const ROOM = 10;
  const of = (n: number): { requestId: string; context: string; sequence: number; atMs: number } => ({
    requestId: `request-${n}`,
    context: 'context-1',
    sequence: n,
    atMs: T + n,
  });

  /** A join, what it has stored, and how often it has asked for that. */
  function small() {
    const database = new Map<number, StoredRequest>();
    const asked = { spans: 0, ids: 0 };
    const history: History = {
      between: (from, to) => {
        asked.spans++;
        return [...database.values()].filter(({ parts }) =>
          parts.some(({ atMs }) => atMs >= from && atMs < to),
        );
      },
      withIds: (ids) => {
        asked.ids++;
        return ids.flatMap((id) => database.get(id) ?? []);
      },
    };
    const joined = new RequestJoin(0, history, ROOM);
    const add = (part: AnyPart): void => {
      joined.add(part);
      for (const request of joined.takeChanged().requests) {
        const { id, challenge, session, recoveredMs, front: f, back: b, classic: c } = request;
        request.stored = true;
        database.set(id, {
          id,
          challenge,
          session,
          recoveredMs,
          parts: [f, b, c].filter((one) => one !== null),
        });
      }
    };
    return { add, asked, requests: () => [...database.values()] };
  }

  test('are found again by their number, without reading all of them again', () => {
    const { add, asked, requests } = small();
    for (let n = 0; n < MANY; n++) add(front(of(n)));
    const { spans } = asked;
    for (let n = 0; n < MANY; n++) add(back(of(n)));
    expect(requests()).toHaveLength(MANY);
    for (const { parts } of requests()) expect(parts.map(({ side }) => side)).toEqual(['front', 'back']);
    // The buckets of the time being read stay: each request alone was asked for.
    expect(asked.spans).toBe(spans);
    expect(asked.ids).toBeGreaterThan(MANY / 2);
  });

  test('are found again by context and counter too, whichever side comes first', () => {
    for (const [one, other] of [
      [front, back],
      [back, front],
    ] as const) {
      const { add, requests } = small();
      for (let n = 0; n < MANY; n++) add(one(of(n)));
      for (let n = 0; n < MANY; n++) add(other({ ...of(n), requestId: `other-${n}` }));
      expect(requests()).toHaveLength(MANY);
      // A third record of each, of the classic log, finds it by either number.
      for (let n = 0; n < MANY; n++) add(classic({ ...of(n), requestId: `other-${n}` }));
      for (let n = 0; n < MANY; n++) add(classic({ ...of(n), failed: true }));
      expect(requests()).toHaveLength(MANY);
      for (const { parts } of requests())
        expect(parts).toEqual([
          expect.objectContaining({ side: 'front' }),
          expect.objectContaining({ side: 'back' }),
          expect.objectContaining({ side: 'classic', failed: true }),
        ]);
    }
  });
});

describe('challenges', () => {
  const leg = (atMs: number, changes: Partial<FrontPart> = {}) =>
    front({
      requestId: `leg-${atMs}`,
      httpStatus: 401,
      backEndStatus: null,
      authenticated: false,
      context: null,
      atMs,
      ...changes,
    });

  test('a 401 without a user is a challenge once the client gets through, whichever is read first', () => {
    for (const parts of [
      [leg(T - 100), front()],
      [front(), leg(T - 100)],
    ]) {
      const outcomes = new Map(join(parts).map((request) => [request.front?.requestId, request.outcome]));
      expect(outcomes.get(`leg-${T - 100}`)).toBe('challenge');
      expect(outcomes.get('request-1')).toBe('ok');
    }
  });

  test('a 401 of an earlier run becomes one, and one that got through before counts too', () => {
    const past = (part: FrontPart, id: number): History => stored([{ id, ...UNKNOWN, parts: [part] }]);
    const later = new RequestJoin(100, past(leg(T - 25 * MINUTE), 7));
    later.add(front());
    expect(later.takeChanged()).toMatchObject({
      requests: [{ id: 101, outcome: 'ok' }],
      challenges: [{ id: 7 }],
    });
    const earlier = new RequestJoin(100, past(front(), 8));
    earlier.add(leg(T - 25 * MINUTE));
    expect(earlier.takeChanged()).toMatchObject({
      requests: [{ id: 101, outcome: 'challenge' }],
      challenges: [],
    });
  });

  test('it is a failure when nobody gets through, another client does, or much later', () => {
    for (const later of [
      [],
      [front({ client: 'client-2' })],
      [front({ atMs: T + 31 * MINUTE })],
      [front({ httpStatus: 401 })],
      // A long poll that was open before it.
      [front({ durationMs: 5000 })],
    ]) {
      const request = join([leg(T - 100), ...later]).find(
        ({ front: part }) => part?.requestId === `leg-${T - 100}`,
      );
      expect(request).toMatchObject({ outcome: 'failed', failureClass: 'authentication' });
    }
  });

  test('a 401 with a user is a failure', () => {
    const request = join([leg(T - 100, { authenticated: true }), front()])[0];
    expect(request?.outcome).toBe('failed');
  });
});
