import { open } from 'node:fs/promises';

/** Bytes of one read: large enough that system calls do not count, small enough to hold several. */
export const CHUNK_BYTES = 1024 * 1024;
const SMALLEST_CHUNK = 64 * 1024;

/**
 * The bytes of a file from `start` up to `end`, or up to where it ends, even when it grows meanwhile.
 *
 * The flag `r` shares reading, writing and deleting on Windows, so Exchange can go on with its log. Positions are
 * explicit since the handle's own would be one more state to keep right.
 */
export async function* readFileChunks(
  path: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    // The size only tells how large a buffer is worth its memory: a tail of a few rows needs no full chunk.
    const { size } = await handle.stat();
    let position = start;
    while (position < end) {
      const worthwhile = Math.min(CHUNK_BYTES, Math.max(SMALLEST_CHUNK, size - position));
      const buffer = Buffer.allocUnsafeSlow(Math.min(worthwhile, end - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
