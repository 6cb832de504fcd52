import { describe, expect, it } from 'vitest';
import { levelOf } from '../../web/src/charts/heat-level.ts';
import { placeOf } from '../../web/src/charts/histogram-scale.ts';
import { stacked } from '../../web/src/charts/stack.ts';

describe('charts', () => {
  it('stack each series on those behind it', () => {
    expect(
      stacked([
        [1, null, 3],
        [10, 20, 30],
        [100, 200, null],
      ]),
    ).toEqual([
      [111, 220, 33],
      [110, 220, 30],
      [100, 200, 0],
    ]);
  });

  it.each([
    [null, null],
    [0, 0],
    [0.0099, 0],
    [0.01, 1],
    [0.2, 3],
    [1, 4],
  ])('the heat of %s has the colour %s', (value, level) => {
    expect(levelOf(value, [0.01, 0.05, 0.2, 0.5])).toBe(level);
  });

  it.each([
    [0, 0],
    [5, 0.25],
    [10, 0.5],
    [55, 0.75],
    [100, null],
  ])('%d ms lies at %s of a histogram', (ms, place) => {
    const bins = [
      { from_ms: 0, to_ms: 10 },
      { from_ms: 10, to_ms: 100 },
    ];
    expect(placeOf(bins, ms)).toBe(place);
  });
});
