import { basename } from 'node:path';
import { type FolderFile, filesBelow, type Reached, realPathOf } from './folder.ts';
import { type InputProblem, isProblem } from './log-input.ts';
import { lookAtNamed } from './walk.ts';

/** What lies at some paths, by name alone: nothing is opened, whether it is a log is not asked. */
export interface FileList {
  files: FolderFile[];
  /** Paths that can't be listed; what is below them is not known. */
  problems: InputProblem[];
}

/** The files at the paths and below them, each real file once; cheap enough to be asked for every few seconds. */
export async function listFiles(paths: Iterable<string>): Promise<FileList> {
  const reached: Reached = new Set();
  const list: FileList = { files: [], problems: [] };
  for (const text of paths) {
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
  }
  return list;
}
