import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isProblem, type LogInput } from './log-input.ts';
import { describeProblem } from './problems.ts';
import { logOfFile, logsOfArchive } from './stored-logs.ts';

/** A line of a log, and where it begins. */
export interface PlacedLine {
  byte_offset: number;
  text: string;
}

/** A line of a log with its neighbours. */
export interface LinesAround {
  before: PlacedLine[];
  line: string;
  after: PlacedLine[];
}

/** Bytes that are looked at for the lines before and after; a line that does not fit is left out. */
const WINDOW = 256 * 1024;
/** Longest line that is given. */
const LONGEST_LINE = 4 * 1024 * 1024;
const NEWLINE = 10;

/**
 * The line that begins at an offset of a log, with up to `count` lines before and after it.
 * @param logPath as in the view `sources`: a file, a `.gz`, or `archive.zip!inner/name.LOG`
 * @returns why there is no such line, for people, when the log is not there any more or has become shorter
 */
export async function linesAround(
  logPath: string,
  offset: number,
  count: number,
): Promise<LinesAround | { problem: string }> {
  try {
    const log = await openStored(logPath);
    if (log === null) return { problem: 'The log is not there any more.' };
    const from = Math.max(0, offset - WINDOW);
    const bytes = await read(log, from, offset, count);
    if (bytes.length <= offset - from) return { problem: 'The log is shorter now.' };
    return cut(bytes, from, offset, count);
  } catch (error) {
    return { problem: describeProblem(error) };
  }
}

async function openStored(logPath: string): Promise<LogInput | null> {
  const [, archive] = /^(.*\.zip)!/is.exec(logPath) ?? [];
  if (archive !== undefined) {
    for await (const found of logsOfArchive(archive)) {
      if (found.path !== logPath) continue;
      return isProblem(found) || 'skipped' in found ? null : found;
    }
    return null;
  }
  const { size, mtimeMs } = await stat(logPath);
  const file = { path: logPath, name: path.basename(logPath), size, modifiedMs: mtimeMs };
  const found = await logOfFile(file);
  return isProblem(found) || 'skipped' in found ? null : found;
}

/** The bytes from `from` on: as many as the line and its neighbours need. */
async function read(log: LogInput, from: number, offset: number, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  let ends = 0;
  for await (const chunk of await log.open(from)) {
    chunks.push(chunk);
    const start = Math.max(0, offset - from - length);
    for (
      let at = chunk.indexOf(NEWLINE, start);
      at >= 0 && ends <= count;
      at = chunk.indexOf(NEWLINE, at + 1)
    )
      ends++;
    length += chunk.length;
    if (ends > count || length - (offset - from) > LONGEST_LINE + WINDOW) break;
  }
  return Buffer.concat(chunks);
}

const textOf = (bytes: Buffer): string =>
  bytes
    .toString('utf8')
    .replace(/\r$/, '')
    .replace(/^\ufeff/, '');

function cut(bytes: Buffer, from: number, offset: number, count: number): LinesAround | { problem: string } {
  const start = offset - from;
  // What stands before is whole lines, so the one before ends right here.
  if (start > 0 && bytes[start - 1] !== NEWLINE) return { problem: 'The log is another one now.' };
  const before: PlacedLine[] = [];
  for (let end = start - 1; end > 0 && before.length < count; ) {
    const begin = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
    // The first line of the window may have begun before it.
    if (begin === 0 && from > 0) break;
    before.unshift({ byte_offset: from + begin, text: textOf(bytes.subarray(begin, end)) });
    end = begin - 1;
  }
  const endOf = (begin: number): number => {
    const at = bytes.indexOf(NEWLINE, begin);
    return at < 0 ? bytes.length : at;
  };
  const end = endOf(start);
  const after: PlacedLine[] = [];
  for (let begin = end + 1; begin < bytes.length && after.length < count; begin = endOf(begin) + 1) {
    if (endOf(begin) - end > WINDOW) break;
    after.push({ byte_offset: from + begin, text: textOf(bytes.subarray(begin, endOf(begin))) });
  }
  return { before, line: textOf(bytes.subarray(start, end)), after };
}
