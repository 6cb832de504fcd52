import { crc32 } from 'node:zlib';

/** What an archive promises about a member. */
export interface Promised {
  size: number;
  crc32: number;
}

/**
 * Passes bytes on and fails when they are more or fewer than the archive promises, or others. Stops at the promised
 * size, so that no member expands beyond what it declares.
 */
export async function* checkedBytes(
  source: AsyncIterable<Buffer>,
  promised: Promised,
): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > promised.size) {
      throw new Error('this member of the archive is longer than the archive says. Make the archive again');
    }
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size < promised.size) {
    throw new Error('this member of the archive is cut short. Copy the archive again from its source');
  }
  if (crc !== promised.crc32) {
    throw new Error(
      'this member of the archive is damaged (checksum). Copy the archive again from its source',
    );
  }
}
