import { open, stat } from 'node:fs/promises';
import { codeOf } from '../input/problems.ts';

/** Size and time of a file. */
export interface Look {
  /** Bytes on disk. */
  size: number;
  /** Epoch milliseconds, whole. */
  modifiedMs: number;
}

/** A file that could not be looked at. */
export interface NoLook {
  error: unknown;
  code: string | undefined;
}

/** Files looked at together: enough to hide the delay of a share. */
const AT_ONCE = 32;

const noLook = (error: unknown): NoLook => ({ error, code: codeOf(error) });

/**
 * Size and time as an opened handle has them: on NTFS the folder's entry of a file that is being written is stale.
 * Opening also tells whether it could be read.
 */
export async function lookInside(path: string): Promise<Look | NoLook> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size, mtimeMs } = await handle.stat();
      return { size, modifiedMs: Math.trunc(mtimeMs) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return noLook(error);
  }
}

/** Size and time as the file system gives them, without opening the file. */
export async function lookAt(path: string): Promise<Look | NoLook> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedMs: Math.trunc(mtimeMs) };
  } catch (error) {
    return noLook(error);
  }
}

/** Looks at many, some of them at a time; answers in their order. */
export async function lookAtAll<T>(
  items: readonly T[],
  look: (item: T) => Promise<Look | NoLook>,
): Promise<(Look | NoLook)[]> {
  const looks: (Look | NoLook)[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    looks.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(look))));
  return looks;
}
