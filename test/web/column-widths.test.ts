import { describe, expect, it } from 'vitest';
import { fitColumns } from '../../web/src/components/column-widths.ts';

const columns = [
  { id: 'time', width: 188, slim: 148 },
  { id: 'user' },
  { id: 'client', width: 232, grow: true, wide: true },
  { id: 'failed', width: 72 },
  { id: 'missing', width: 84, wide: true },
];
const ids = (room: number): string[] => fitColumns(columns, room).columns.map(({ id }) => id);

describe('the columns of a table', () => {
  it('are all there where they have room, and share what is left', () => {
    const { tracks, least } = fitColumns(columns, 720);
    expect(least).toBe(188 + 144 + 232 + 72 + 84);
    expect(tracks).toEqual(['188px', 'minmax(144px, 1fr)', 'minmax(232px, 1fr)', '72px', '84px']);
  });

  it('are left out from the last on, as many as it takes, those that tell most never', () => {
    expect(ids(719)).toEqual(['time', 'user', 'client', 'failed']);
    expect(ids(635)).toEqual(['time', 'user', 'failed']);
    expect(ids(100)).toEqual(['time', 'user', 'failed']);
    expect(fitColumns(columns, 500).least).toBe(188 + 144 + 72);
  });

  it('are slimmer on a phone', () => {
    const { tracks, least } = fitColumns(columns, 344);
    expect(tracks).toEqual(['148px', 'minmax(144px, 1fr)', '72px']);
    expect(least).toBe(148 + 144 + 72);
  });
});
