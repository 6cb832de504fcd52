import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../src/ingest/lines.ts';

interface Line {
  text: string;
  offset: number;
  next: number;
  valid: boolean;
}

function split(bytes: Buffer, sizes: number[], limit = 1_000_000, start = 0) {
  const lines: Line[] = [];
  const long: { head: string; offset: number; next: number }[] = [];
  const splitter = new LineSplitter(
    {
      line: (text, offset, next, valid) => lines.push({ text, offset, next, valid }),
      tooLong: (head, offset, next) => long.push({ head, offset, next }),
    },
    start,
    limit,
  );
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1));
    // One buffer for all reads: whoever keeps bytes must copy them.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    splitter.push(chunk);
    chunk.fill(0x58);
    at += size;
  }
  return { lines, long, splitter };
}

const text = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replace(/[\r\n]/g, '')),
);

describe('cutting bytes into lines', () => {
  test('gives the same lines however the bytes are cut into reads', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.constantFrom('\n', '\r\n')), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
        text,
        fc.nat(1000),
        (rows, sizes, torn, start) => {
          const bytes = Buffer.from(rows.map(([value, end]) => value + end).join('') + torn);
          const { lines, splitter } = split(bytes, sizes, 1_000_000, start);
          expect(lines.map((line) => line.text)).toEqual(rows.map(([value]) => value));
          let offset = start;
          rows.forEach(([value, end], i) => {
            expect(lines[i]?.offset).toBe(offset);
            offset += Buffer.byteLength(value + end);
            expect(lines[i]?.next).toBe(offset);
          });
          expect(splitter.offset).toBe(offset);
          expect(splitter.pending).toBe(Buffer.byteLength(torn));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('says which lines are not UTF-8, and gives them still', () => {
    const { lines } = split(
      Buffer.concat([Buffer.from('ok\r\n'), Buffer.from([0x61, 0xff, 0x62, 0x0a]), Buffer.from('é\n')]),
      [],
    );
    expect(lines.map(({ text: value, valid }) => [value, valid])).toEqual([
      ['ok', true],
      ['a\ufffdb', false],
      ['é', true],
    ]);
  });

  test.each([[[]], [[7]], [[5000]]])(
    'sets a line over the limit aside and goes on (reads of %j)',
    (sizes) => {
      const bytes = Buffer.from(`a\n${'x'.repeat(20_000)}\nb\n`);
      const { lines, long, splitter } = split(bytes, sizes, 100);
      expect(lines.map((line) => line.text)).toEqual(['a', 'b']);
      expect(long).toHaveLength(1);
      expect(long[0]).toMatchObject({ offset: 2, next: 20_003 });
      expect(long[0]?.head.length).toBeLessThanOrEqual(4200);
      expect(splitter.offset).toBe(bytes.length);
    },
  );

  test('keeps no more of an endless line than its limit', () => {
    const splitter = new LineSplitter({ line: () => undefined, tooLong: () => undefined }, 0, 1000);
    for (let i = 0; i < 100; i++) splitter.push(Buffer.alloc(10_000, 0x61));
    expect(splitter.pending).toBe(1_000_000);
    expect(splitter.pendingText.length).toBeLessThan(20_000);
    expect(splitter.offset).toBe(0);
  });
});
