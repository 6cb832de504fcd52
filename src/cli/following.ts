import type { NoiseRule } from '../correlate/noise.ts';
import type { IngestJob } from '../ingest/background.ts';
import { defaultFolders } from '../input/default-folders.ts';
import type { LogLevel } from '../log/logger.ts';

/** The settings of every command that follows logs. */
export interface FollowSettings {
  db: string;
  /** Bytes. */
  lineLimit: number;
  /** In force; the built-in ones unless given. */
  noiseRules?: readonly NoiseRule[];
  /** Bytes. */
  minFree: number;
  /** Milliseconds. */
  maxAge?: number;
  /** Bytes. */
  maxSize?: number;
  logLevel: LogLevel;
}

/** What to follow: the paths that were given, else the Logging folder of the Exchange server on this machine. */
export function followedPaths(given: readonly string[]): string[] {
  return given.length > 0 ? [...given] : defaultFolders(process.env);
}

/** The job of an ingest that follows these paths. */
export function ingestJob(
  paths: string[],
  { db: file, lineLimit, noiseRules, minFree, maxAge, maxSize }: FollowSettings,
): IngestJob {
  return {
    file,
    paths,
    lineLimit,
    minFree,
    ...(noiseRules === undefined ? {} : { noiseRules }),
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge }),
    ...(maxSize === undefined ? {} : { maxSize }),
  };
}
