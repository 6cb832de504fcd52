import { looksBinary, PROBE_BYTES } from './binary.ts';
import { gunzip } from './decompress.ts';
import { readFileChunks } from './file-chunks.ts';
import { parseLogFileName, sortByLogFile } from './file-name.ts';
import { firstBytes } from './first-bytes.ts';
import type { InputProblem, LogInput } from './log-input.ts';
import { describeProblem, withProblems } from './problems.ts';
import { skipBytes } from './skip-bytes.ts';
import { listZipMembers, type ZipMember } from './zip-members.ts';

/** Something that is no log and is passed over, with the reason. */
export interface Skipped {
  readonly path: string;
  readonly skipped: string;
}

/** A file on disk as the walk found it. */
export interface StoredFile {
  path: string;
  name: string;
  size: number;
  modifiedMs: number;
}

const isGz = (name: string): boolean => /\.gz$/i.test(name);
const isZip = (name: string): boolean => /\.zip$/i.test(name);
const isDatabase = (name: string): boolean => /\.db(?:-wal|-shm|-journal|-writer)?$/i.test(name);

/** Whether the name says that several logs may be inside. */
export const isArchive = isZip;

/** The log in a file or `.gz`, or why it is none. Not for archives. */
export async function logOfFile(file: StoredFile): Promise<LogInput | InputProblem | Skipped> {
  const { path, name, size, modifiedMs } = file;
  if (isDatabase(name)) return { path, skipped: 'It is a database.' };
  const container = isGz(name) ? 'gz' : 'file';
  const stored = (from: number): AsyncIterable<Buffer> =>
    container === 'file' ? readFileChunks(path, from) : skipBytes(gunzip(readFileChunks(path)), from);
  return checked({
    path,
    name,
    size: container === 'file' ? size : null,
    storedSize: size,
    modifiedMs,
    container,
    open: async (fromOffset = 0) => withProblems(path, stored(fromOffset)),
  });
}

/** The logs in a `.zip`, in reading order. */
export async function* logsOfArchive(path: string): AsyncGenerator<LogInput | InputProblem | Skipped> {
  let list: Awaited<ReturnType<typeof listZipMembers>>;
  try {
    list = await listZipMembers(path);
  } catch (error) {
    yield { path, problem: describeProblem(error) };
    return;
  }
  if (list.problem !== null) yield { path, problem: list.problem };
  const members = list.members.map((member) => ({ ...member, path: `${path}!${member.innerPath}` }));
  for (const member of sortByLogFile(members)) yield await logOfMember(member);
}

async function logOfMember(member: ZipMember & { path: string }): Promise<LogInput | InputProblem | Skipped> {
  const { path, name } = member;
  if (isDatabase(name)) return { path, skipped: 'It is a database.' };
  if (isZip(name))
    return { path, problem: 'An archive in an archive. Unpack the outer one and name the folder.' };
  // The twin of a file in which macOS keeps what other systems have no place for.
  if (name.startsWith('._')) return { path, skipped: 'It is metadata of macOS.' };
  if (member.problem !== null) return { path, problem: member.problem };
  const bytes = (): AsyncIterable<Buffer> => (isGz(name) ? gunzip(member.bytes()) : member.bytes());
  return checked({
    path,
    name,
    size: isGz(name) ? null : member.size,
    storedSize: member.compressedSize,
    modifiedMs: member.modifiedMs,
    container: 'zip',
    open: async (fromOffset = 0) => withProblems(path, skipBytes(bytes(), fromOffset)),
  });
}

/**
 * Looks at the first bytes of what is not named like a log. A name that Exchange gives is enough: it saves opening
 * 10,000 files twice, and a log that a crash left full of NUL bytes is shown as a bad log instead of vanishing.
 */
async function checked(log: LogInput): Promise<LogInput | InputProblem | Skipped> {
  const { path } = log;
  if (parseLogFileName(log.name) !== null) return log;
  try {
    const head = await firstBytes(await log.open(), PROBE_BYTES);
    return looksBinary(head) ? { path, skipped: 'It is binary, not a text log.' } : log;
  } catch (error) {
    return { path, problem: describeProblem(error) };
  }
}
