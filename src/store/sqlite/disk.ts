import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** Free bytes on the disk where a file lies, for this user; null where the system doesn't say. */
export async function freeBytes(file: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path.dirname(path.resolve(file)));
    return bavail * bsize;
  } catch {
    return null;
  }
}
