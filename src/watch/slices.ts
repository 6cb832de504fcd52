import { parseLogFileName, sortByLogFile } from '../input/file-name.ts';
import type { WatchedFile } from './watched-files.ts';

/** What is read in one go, so that the live end is never left alone for long: some seconds on a slow disk. */
export const SLICE_BYTES = 64 * 1024 * 1024;
const SLICE_FILES = 2_000;

/** The newest day first, each day in its order; what has no day in its name comes last. */
export function newestDayFirst(files: readonly WatchedFile[]): WatchedFile[] {
  const days = Map.groupBy(sortByLogFile(files), ({ name }) => parseLogFileName(name)?.date ?? '');
  return [...days].sort(([a], [b]) => (a < b ? 1 : -1)).flatMap(([, day]) => day);
}

/** As many of the first files as make a slice of so many bytes; at least one. */
export function firstSlice(files: readonly WatchedFile[], most = SLICE_BYTES): WatchedFile[] {
  const slice: WatchedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    bytes += Math.max(0, file.size - file.readTo);
    if (slice.length > 0 && (bytes > most || slice.length >= SLICE_FILES)) break;
    slice.push(file);
  }
  return slice;
}
