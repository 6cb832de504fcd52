import { basename } from 'node:path';
import { type FolderFile, filesBelow, type Reached, realPathOf } from './folder.ts';
import { type InputProblem, isProblem } from './log-input.ts';
import { lookAtNamed } from './walk.ts';

/** How many files lie at and below a path, as it was given. */
export interface FoundAt {
  path: string;
  files: number;
}

/** What lies at some paths, by name alone: nothing is opened, whether it is a log is not asked. */
export interface FileList {
  files: FolderFile[];
  /** Paths that can't be listed; what is below them is not known. */
  problems: InputProblem[];
  /** What lies where; a path that can't be looked at has no files. A file that is reached by two is at the first. */
  found: FoundAt[];
}

/** The files at the paths and below them, each real file once; cheap enough to be asked for every few seconds. */
export async function listFiles(paths: Iterable<string>): Promise<FileList> {
  const reached: Reached = new Set();
  const list: FileList = { files: [], problems: [], found: [] };
  for (const text of paths) {
    const before = list.files.length;
    const named = await lookAtNamed(text, process.env, process.cwd());
    if (isProblem(named)) {
      list.problems.push(named);
    } else if (named.isFolder) {
      for (const file of await filesBelow(named.path, reached, list.problems)) list.files.push(file);
    } else {
      const real = await realPathOf(named.path);
      if (!reached.has(real)) list.files.push({ path: named.path, name: basename(named.path) });
      reached.add(real);
    }
    list.found.push({ path: text, files: list.files.length - before });
  }
  return list;
}
