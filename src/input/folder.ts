import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputProblem } from './log-input.ts';
import { problemAt } from './problems.ts';

/** A regular file that the walk came to. */
export interface FolderFile {
  /** Where it was found, through whatever links. */
  path: string;
  name: string;
}

/**
 * Real paths of what was already reached, shared by one whole walk. Real paths rather than inode numbers, since some
 * network file systems give the same number to different files, and a file must never be lost.
 */
export type Reached = Set<string>;

/** The path without links; as it is where the system cannot tell (some Windows drives). */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/**
 * Every regular file below a folder, in no order, symbolic links and junctions followed. What was reached before, also
 * by another way, is left out, which ends loops of links. What cannot be listed goes to `problems`.
 */
export async function filesBelow(
  root: string,
  reached: Reached,
  problems: InputProblem[],
): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const real = await realPathOf(folder);
    if (reached.has(real)) continue;
    reached.add(real);
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      problems.push(problemAt(folder, error));
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        pending.push(path);
      } else if (entry.isFile()) {
        // In a real folder the real path is known without asking the system, which matters for 10,000 files.
        addFile(files, reached, { path, name: entry.name }, join(real, entry.name));
      } else if (entry.isSymbolicLink()) {
        try {
          const target = await stat(path);
          if (target.isDirectory()) pending.push(path);
          else if (target.isFile())
            addFile(files, reached, { path, name: entry.name }, await realPathOf(path));
        } catch (error) {
          problems.push(problemAt(path, error));
        }
      }
    }
  }
  return files;
}

function addFile(files: FolderFile[], reached: Reached, file: FolderFile, real: string): void {
  if (reached.has(real)) return;
  reached.add(real);
  files.push(file);
}
