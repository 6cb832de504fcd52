import { millisecondsInHour } from 'date-fns/constants';
/** What the name of a log file says, e.g. `HttpProxy_2023010601-1.LOG`. */
export interface LogFileName {
  /** The text before the date, e.g. `HttpProxy_`. */
  prefix: string;
  /** UTC day, `YYYY-MM-DD`. */
  date: string;
  /** UTC hour; null in the names of loggers that roll once a day. */
  hour: number | null;
  /** Start of that hour in epoch milliseconds; null without an hour. */
  startMs: number | null;
  /**
   * Counts the files of one hour. A new one begins when the file is full, but also when two worker processes
   * overlap, so that files 1 and 2 of an hour may cover the same minutes.
   */
  instance: number;
  /** Whatever stands between the number and `.LOG`, e.g. ` - Copy`; usually empty. */
  note: string;
}

// Exchange itself finds its logs by <prefix>(\d{4})(\d{2})(\d{2})(\d{0,2})-(\d+)(.*)\.LOG, ignoring case. The prefix
// must begin with a letter here: that leaves out the `._name` twins which macOS adds to folders and archives.
const PATTERN = /^([a-z](?:.*?\D)?)(\d{4})(\d{2})(\d{2})(\d{0,2})-(\d+)(.*)\.LOG(?:\.gz)?$/i;

/** Reads a file name (not a path) as Exchange writes it, `.gz` allowed behind it; null for any other name. */
export function parseLogFileName(name: string): LogFileName | null {
  const [, prefix, year, month, day, hourText, instance, note] = PATTERN.exec(name) ?? [];
  if (prefix === undefined || note === undefined) return null;
  const date = `${year}-${month}-${day}`;
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== date) return null;
  const hour = hourText ? Number(hourText) : null;
  if (hour !== null && hour > 23) return null;
  return {
    prefix,
    date,
    hour,
    startMs: hour === null ? null : dayMs + hour * millisecondsInHour,
    instance: Number(instance),
    note,
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ignoring case first, since `HTTPPROXY_` and `HttpProxy_` are one log; by the exact text when that is equal. */
const byName = (a: string, b: string): number => byText(a.toLowerCase(), b.toLowerCase()) || byText(a, b);

function compareParsed(a: LogFileName | null, b: LogFileName | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return (
    byText(a.date, b.date) ||
    (a.hour ?? -1) - (b.hour ?? -1) ||
    byText(a.prefix.toLowerCase(), b.prefix.toLowerCase()) ||
    a.instance - b.instance
  );
}

/**
 * Order in which logs are read: by (date, hour, prefix, instance), the instance as a number (`-2` before `-10`);
 * names of another form come last, by name. Takes file names, for `sort()`.
 */
export function compareLogFiles(a: string, b: string): number {
  return compareParsed(parseLogFileName(a), parseLogFileName(b)) || byName(a, b);
}

/** Sorts as `compareLogFiles` does, equal names by path, but reads each name only once. */
export function sortByLogFile<T extends { name: string; path: string }>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, parsed: parseLogFileName(item.name) }))
    .sort(
      (a, b) =>
        compareParsed(a.parsed, b.parsed) ||
        byName(a.item.name, b.item.name) ||
        byName(a.item.path, b.item.path),
    )
    .map(({ item }) => item);
}
