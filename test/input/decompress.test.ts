import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, inflateRaw } from '../../src/input/decompress.ts';
import { manyLines } from './folder.ts';

const TEXT = manyLines(100_000);
const PART = 32 * 1024;

/** Compressed bytes in small parts, with a record of what was asked for and whether it was let go. */
function makeSource(bytes: Buffer, failure?: Error) {
  const state = { given: 0, finished: false };
  async function* parts(): AsyncGenerator<Buffer> {
    try {
      for (let at = 0; at < bytes.length; at += PART) {
        state.given += 1;
        yield bytes.subarray(at, at + PART);
      }
      if (failure !== undefined) throw failure;
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 20));
      state.finished = true;
    }
  }
  return { state, parts: parts() };
}

describe('decompression', () => {
  it('asks for no more than its reader takes, and lets the source go before it ends', async () => {
    const { state, parts } = makeSource(gzipSync(TEXT));
    for await (const _ of gunzip(parts)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    // One chunk of 256 KiB is out, one is ready, and the parts behind them hold some 75 KiB each.
    expect(state.given).toBeLessThan(12);
    expect(state.finished).toBe(true);
  });

  it('hands over all bytes, then the failure of its source', async () => {
    const { state, parts } = makeSource(
      deflateRawSync(TEXT).subarray(0, -10),
      new Error('the share went away'),
    );
    let length = 0;
    const reading = (async () => {
      for await (const chunk of inflateRaw(parts)) length += chunk.length;
    })();
    await expect(reading).rejects.toThrow('the share went away');
    expect(length).toBeGreaterThan(TEXT.length - 100);
    expect(state.finished).toBe(true);
  });

  it('ignores what follows the end of the data', async () => {
    const { state, parts } = makeSource(
      Buffer.concat([deflateRawSync('short'), Buffer.alloc(10 * PART, 'x')]),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of inflateRaw(parts)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('short');
    expect(state.given).toBeLessThan(4);
    expect(state.finished).toBe(true);
  });
});
