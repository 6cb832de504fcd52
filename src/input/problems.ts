import { InputError, type InputProblem } from './log-input.ts';

const BY_CODE: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or folder. Check the spelling and that the drive or share is connected.',
  ENOTDIR: 'A part of this path is a file, not a folder. Check the spelling.',
  EACCES:
    'Permission denied. Run as a user who may read it (Exchange logs: a local administrator) or copy it elsewhere.',
  EPERM: 'Permission denied. Run as a user who may read it or copy it to another folder.',
  EBUSY: 'Another program holds it open for itself alone. Close that program, or name a copy.',
  ELOOP: 'Its symbolic links lead in a circle. Name the real folder.',
  ENAMETOOLONG: 'The path is too long for this system. Copy it to a shorter path.',
  EMFILE: 'Too many files are open at once. Close other programs or raise the limit.',
  ENFILE: 'Too many files are open at once. Close other programs or raise the limit.',
  EIO: 'The disk or the share failed while reading. Check it, then copy the file and try again.',
  Z_DATA_ERROR: 'The compressed data is damaged. Copy the file again from its source.',
  Z_BUF_ERROR: 'The compressed data ends too early, so the file was cut. Copy it again from its source.',
  Z_NEED_DICT: 'It needs a compression dictionary that is not in the file. Unpack it first.',
};

/** What went wrong and what to do about it, for a failure of the file system or of decompression. */
export function describeProblem(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (!(error instanceof Error)) return `Cannot be read: ${String(error)}.`;
  return BY_CODE[codeOf(error) ?? ''] ?? `Cannot be read: ${error.message.replace(/\.$/, '')}.`;
}

/** The system's name of a failure, such as `EACCES`; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What could not be read, and why. */
export function problemAt(path: string, error: unknown): InputProblem {
  const code = codeOf(error);
  return { path, problem: describeProblem(error), ...(code === undefined ? {} : { code }) };
}

/** Passes a log's bytes on and turns every failure into an `InputError` of that log. */
export async function* withProblems(path: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    throw new InputError(path, describeProblem(error), { cause: error });
  }
}
