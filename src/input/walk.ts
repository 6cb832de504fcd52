import { stat } from 'node:fs/promises';
import { basename, resolve, win32 } from 'node:path';
import { sortByLogFile } from './file-name.ts';
import { filesBelow, type Reached, realPathOf } from './folder.ts';
import { type Environment, expandInstallPath } from './install-path.ts';
import { type InputProblem, isProblem, type LogInput } from './log-input.ts';
import { codeOf, problemAt } from './problems.ts';
import { isArchive, logOfFile, logsOfArchive, type Skipped, type StoredFile } from './stored-logs.ts';

export { InputError, type InputProblem, isProblem, type LogInput } from './log-input.ts';

/** Settings of `findLogs`; all have defaults. */
export interface FindOptions {
  /** Variables for `%NAME%` and `~` in the paths; those of the process. */
  env?: Environment;
  /** Folder that relative paths start from; that of the process. */
  cwd?: string;
  /** Told of every file in a folder or archive that is passed over since it is clearly no log. */
  onSkipped?: (path: string, reason: string) => void;
}

/** Files of a folder that are looked at together: enough to hide the delay of a share, few enough for the handles. */
const AT_ONCE = 32;

/**
 * Every log at the paths that a user names: files, folders with all below them, `.gz`, `.zip`, as typed or pasted (see
 * `expandInstallPath`). Whether a file is a log is decided by its content, later; only the tool's own databases and
 * clearly binary files are passed over. In a folder the logs come in the order of `compareLogFiles`, over all its
 * folders; archives after them.
 *
 * What cannot be read comes as an `InputProblem`, and the walk goes on. The same real file comes once. Archives are read
 * where they are; nothing is unpacked. Names inside them never reach the file system.
 */
export async function* findLogs(
  paths: Iterable<string>,
  options: FindOptions = {},
): AsyncGenerator<LogInput | InputProblem> {
  const { env = process.env, cwd = process.cwd() } = options;
  const reached: Reached = new Set();
  const texts = [...paths];
  for (let start = 0; start < texts.length; start += AT_ONCE) {
    const batch = texts.slice(start, start + AT_ONCE);
    for (const named of await Promise.all(batch.map((text) => namedAndReal(text, env, cwd)))) {
      if (isProblem(named)) yield named;
      else if (named.isFolder) yield* logsOfFolder(named.path, reached, options);
      else if (!reached.has(named.real)) {
        reached.add(named.real);
        yield* namedFile(named, options);
      }
    }
  }
}

/** A file that the user names must not vanish without a word, as one that merely lies in a folder may. */
async function* namedFile(file: Named, options: FindOptions): AsyncGenerator<LogInput | InputProblem> {
  const { path } = file;
  for await (const log of isArchive(path) ? logsOfArchive(path) : [await logOfFile(file)]) {
    if (!('skipped' in log)) yield log;
    else if (log.path === path)
      yield { path, problem: `${log.skipped} Name a log, a folder, a .gz or a .zip.` };
    else options.onSkipped?.(log.path, log.skipped);
  }
}

/** What is at a path that a user names. */
interface Named extends StoredFile {
  isFolder: boolean;
}

async function namedAndReal(
  text: string,
  env: Environment,
  cwd: string,
): Promise<(Named & { real: string }) | InputProblem> {
  const named = await lookAtNamed(text, env, cwd);
  // The real path of a folder is asked for when it is walked.
  if (isProblem(named) || named.isFolder) return isProblem(named) ? named : { ...named, real: '' };
  return { ...named, real: await realPathOf(named.path) };
}

/** A path that a user names, as it is on this system; a problem when nothing is there that can be read. */
export async function lookAtNamed(
  text: string,
  env: Environment,
  cwd: string,
): Promise<Named | InputProblem> {
  const expanded = await pathOf(text, env, cwd);
  const path = resolve(cwd, expanded);
  try {
    if (expanded === '') throw new Error('the path is empty');
    const found = await stat(path);
    const isFolder = found.isDirectory();
    if (!isFolder && !found.isFile()) throw new Error('it is neither a file nor a folder');
    const { size, mtimeMs } = found;
    return { path, name: basename(path), isFolder, size, modifiedMs: Math.trunc(mtimeMs) };
  } catch (error) {
    return problemOfNamed(expanded, path, error);
  }
}

/** What is really there comes first: a folder may have `%` or quotes in its name. */
async function pathOf(text: string, env: Environment, cwd: string): Promise<string> {
  const expanded = expandInstallPath(text, env);
  if (expanded === text) return text;
  return stat(resolve(cwd, text)).then(
    () => (text.trim() === '' ? expanded : text),
    () => expanded,
  );
}

function problemOfNamed(expanded: string, path: string, error: unknown): InputProblem {
  // Resolved, a Windows path would look like a file of this folder on another system.
  const isForeign = resolve('/') === '/' && win32.isAbsolute(expanded) && !expanded.startsWith('/');
  if (isForeign) {
    return {
      path: expanded,
      problem: 'A Windows path, and this is another system. Run mapiscope there or copy the logs here.',
    };
  }
  if (/[*?]/.test(expanded)) {
    return { path, problem: 'Nothing has this name; * and ? are not expanded. Name the folder instead.' };
  }
  return problemAt(path, error);
}

async function* logsOfFolder(
  root: string,
  reached: Reached,
  options: FindOptions,
): AsyncGenerator<LogInput | InputProblem> {
  const problems: InputProblem[] = [];
  const files = sortByLogFile(await filesBelow(root, reached, problems));
  yield* problems;
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const batch = files.slice(start, start + AT_ONCE);
    const looked = await Promise.all(batch.map(({ path }) => (isArchive(path) ? null : logOfPath(path))));
    for (const [index, { path }] of batch.entries()) {
      const log = looked[index];
      for await (const found of log ? [log] : logsOfArchive(path)) {
        if ('skipped' in found) options.onSkipped?.(found.path, found.skipped);
        else yield found;
      }
    }
  }
}

async function logOfPath(path: string): Promise<LogInput | InputProblem | Skipped> {
  try {
    const { size, mtimeMs } = await stat(path);
    return await logOfFile({ path, name: basename(path), size, modifiedMs: Math.trunc(mtimeMs) });
  } catch (error) {
    // Exchange deletes its oldest logs at any moment: one that is gone since the folder was listed is no problem.
    if (codeOf(error) === 'ENOENT') {
      return { path, skipped: 'It was deleted meanwhile.' };
    }
    return problemAt(path, error);
  }
}
