import { describe, expect, it } from 'vitest';
import type { RequestRow } from '../../web/src/api/types.ts';
import { emptyTail, KEPT, type Tail, type TailEvent, tailAfter } from '../../web/src/pages/live/tail.ts';

// The tail looks at the id alone.
const row = (id: number, outcome = 'ok'): RequestRow => ({ id, outcome }) as RequestRow;
const request = (id: number, outcome = 'ok'): TailEvent => ({ kind: 'request', row: row(id, outcome) });
const hold: TailEvent = { kind: 'hold', holding: true };
const letGo: TailEvent = { kind: 'hold', holding: false };
const tailOf = (...events: TailEvent[]): Tail => events.reduce(tailAfter, emptyTail);
const shown = ({ shown: items }: Tail): string[] => items.map(({ key }) => key);

describe('the tail', () => {
  it('has the newest on top', () => {
    expect(shown(tailOf(request(1), request(2)))).toEqual(['2', '1']);
  });

  it('changes a request that comes again at its place', () => {
    const tail = tailOf(request(1), request(2), request(1, 'failed'));
    expect(shown(tail)).toEqual(['2', '1']);
    expect(tail.shown[1]).toMatchObject({ row: { outcome: 'failed' } });
  });

  it('moves nothing while one reads, and says how much is new', () => {
    const tail = tailOf(request(1), hold, request(2), request(3), request(1, 'failed'));
    expect(shown(tail)).toEqual(['1']);
    expect(tail.shown[0]).toMatchObject({ row: { outcome: 'failed' } });
    expect(tail.heldCount).toBe(2);
    expect(shown(tailAfter(tail, { kind: 'show' }))).toEqual(['3', '2', '1']);
    expect(shown(tailAfter(tail, letGo))).toEqual(['3', '2', '1']);
  });

  it('takes off what has left the filter: at once, or when one has read', () => {
    const gone: TailEvent = { kind: 'gone', ids: [1, 3] };
    expect(shown(tailOf(request(1), request(2), gone))).toEqual(['2']);
    const tail = tailOf(request(1), request(2), hold, request(3), gone);
    expect(shown(tail)).toEqual(['2', '1']);
    expect(tail.heldCount).toBe(0);
    expect(shown(tailAfter(tail, letGo))).toEqual(['2']);
  });

  it('keeps what left the filter and has come back', () => {
    expect(shown(tailOf(request(1), hold, { kind: 'gone', ids: [1] }, request(1), letGo))).toEqual(['1']);
  });

  it('puts what was there before below, once', () => {
    expect(shown(tailOf(request(2), { kind: 'before', rows: [row(2), row(1)] }))).toEqual(['2', '1']);
  });

  it('marks the place of a gap; a gap is no new request', () => {
    const tail = tailOf(request(1), hold, { kind: 'gap', reason: 'slow', missed: 7 }, request(9));
    expect(tail.heldCount).toBe(1);
    expect(shown(tailAfter(tail, letGo))).toEqual(['9', 'gap 1', '1']);
  });

  it('is bounded, on screen and waiting', () => {
    const many = Array.from({ length: KEPT + 50 }, (_, i) => request(i));
    expect(tailOf(...many).shown).toHaveLength(KEPT);
    const held = tailOf(hold, ...many);
    expect(held.held).toHaveLength(KEPT);
    expect(held.heldCount).toBe(KEPT + 50);
    expect(shown(tailAfter(held, letGo))[0]).toBe(String(KEPT + 49));
  });
});
