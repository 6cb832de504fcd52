import { open } from 'node:fs/promises';

/** Bytes of one read: large enough that system calls do not count, small enough to hold several. */
export const CHUNK_BYTES = 1024 * 1024;
const SMALLEST_CHUNK = 16 * 1024;
/** The first read of a file from its beginning: many only look at its first lines, again and again while it grows. */
export const FIRST_CHUNK = 16 * 1024;

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
  let ahead: Promise<Buffer> | null = null;
  try {
    const { size } = await handle.stat();
    const read = async (position: number): Promise<Buffer> => {
      // A tail of a few rows needs no full chunk.
      const worthwhile = Math.min(CHUNK_BYTES, Math.max(SMALLEST_CHUNK, size - position));
      const most = position === 0 ? FIRST_CHUNK : worthwhile;
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(most, end - position)));
      if (buffer.length === 0) return buffer;
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    };
    let position = start;
    for (let count = 1; ; count++) {
      const chunk: Buffer = await (ahead ?? read(position));
      if (chunk.length === 0) return;
      position += chunk.length;
      // The next bytes are fetched while these are worked on. Not after the first: many only look at the beginning.
      ahead = count > 1 ? read(position) : null;
      // Whoever breaks off does not wait for it; a failure shows when it is asked for.
      ahead?.catch(() => undefined);
      yield chunk;
    }
  } finally {
    await ahead?.catch(() => undefined);
    await handle.close();
  }
}
