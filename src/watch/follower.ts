import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';
import { expandInstallPath } from '../input/install-path.ts';
import { isProblem, type LogInput } from '../input/log-input.ts';
import { findLogs } from '../input/walk.ts';
import { WatchedFiles } from './watched-files.ts';

/** Reads what is new in these files. @returns those that could not be read now and may be readable later */
export type Read = (paths: string[], newestDayFirst: boolean) => Promise<string[]>;

export interface FollowOptions {
  /** How often the files that may be written are looked at, milliseconds. */
  pollMs?: number;
  /** How often the folders are walked for new files, milliseconds; large folders less often. */
  walkMs?: number;
  /** Called after the backlog has been read. */
  onCaughtUp?: () => void;
  /** Called when a reading failed; it is tried again. */
  onError?: (error: unknown) => void;
}

const POLL_MS = 250;
const WALK_MS = 5_000;
/** A walk may take this share of the time. */
const WALK_SHARE = 0.05;
const LONGEST_RETRY_MS = 30_000;

/**
 * Follows files and folders for as long as the signal lasts: reads the backlog, newest day first, then whatever is
 * written. Events of the file system make it quick; polling makes it sure (network shares send none).
 */
export async function follow(
  paths: readonly string[],
  read: Read,
  signal: AbortSignal,
  { pollMs = POLL_MS, walkMs = WALK_MS, onCaughtUp, onError }: FollowOptions = {},
): Promise<void> {
  const files = new WatchedFiles();
  const hints = new Hints(paths.map((given) => expandInstallPath(given, process.env)));
  const due = new Set<string>();
  const retries = new Retries();
  let nextWalk = 0;
  let failures = 0;
  let caughtUp = false;
  try {
    while (!signal.aborted) {
      const now = Date.now();
      const newFile = hints.takeNewFile();
      if (newFile || now >= nextWalk) {
        const started = performance.now();
        for (const changed of files.listed(await listLogs(paths), now)) due.add(changed);
        nextWalk = now + Math.max(walkMs, (performance.now() - started) / WALK_SHARE);
      }
      for (const changed of await files.grown(now)) due.add(changed);
      // A file that is gone needs no further try.
      for (const file of retries.take(now)) if (files.has(file)) due.add(file);
      if (signal.aborted) return;
      if (due.size > 0) {
        try {
          const failed = await read([...due], !caughtUp);
          due.clear();
          for (const file of failed) retries.add(file, now);
          failures = 0;
        } catch (error) {
          // What was due stays due: nothing is skipped for good.
          onError?.(error);
          await pause(Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures++), signal);
          continue;
        }
      }
      if (!caughtUp) {
        caughtUp = true;
        onCaughtUp?.();
      }
      await hints.next(pollMs, signal);
    }
  } finally {
    await hints.close();
  }
}

/** Files that could not be read, tried again after longer and longer pauses. */
class Retries {
  readonly #files = new Map<string, { atMs: number; tries: number }>();

  add(file: string, nowMs: number): void {
    const tries = (this.#files.get(file)?.tries ?? 0) + 1;
    this.#files.set(file, { tries, atMs: nowMs + Math.min(LONGEST_RETRY_MS, 500 * 2 ** tries) });
  }

  /** The files whose time has come. What is read then and fails again has to be added again. */
  take(nowMs: number): string[] {
    const due = [...this.#files].filter(([, { atMs }]) => atMs <= nowMs).map(([file]) => file);
    for (const file of due) {
      const known = this.#files.get(file);
      if (known !== undefined) known.atMs = Number.POSITIVE_INFINITY;
    }
    return due;
  }
}

/** The logs below the paths; a path that can't be read now is tried again at the next walk. */
async function listLogs(paths: readonly string[]): Promise<LogInput[]> {
  const logs: LogInput[] = [];
  for await (const found of findLogs(paths)) {
    // A member of an archive can't be read by its own path: the archive is.
    if (!isProblem(found)) logs.push(found.container === 'zip' ? await archiveOf(found) : found);
  }
  return [...new Map(logs.map((log) => [log.path, log])).values()];
}

async function archiveOf(member: LogInput): Promise<LogInput> {
  const archive = member.path.slice(0, member.path.indexOf('!'));
  try {
    const { size, mtimeMs } = await stat(archive);
    return { ...member, path: archive, name: path.basename(archive), storedSize: size, modifiedMs: mtimeMs };
  } catch {
    return { ...member, path: archive };
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** What the file system says by itself. Never relied upon: it only shortens the wait. */
class Hints {
  readonly #watcher: ReturnType<typeof watch>;
  #wake: (() => void) | null = null;
  #changed = false;
  #newFile = false;

  constructor(paths: readonly string[]) {
    this.#watcher = watch([...paths], { ignoreInitial: true, ignorePermissionErrors: true });
    this.#watcher.on('all', (event) => {
      if (event !== 'change') this.#newFile = true;
      this.#changed = true;
      this.#wake?.();
    });
    // A folder that can't be watched is polled all the same.
    this.#watcher.on('error', () => undefined);
  }

  /** Whether files have come or gone since it was asked last. */
  takeNewFile(): boolean {
    const newFile = this.#newFile;
    this.#newFile = false;
    return newFile;
  }

  /** Waits for a hint, but no longer than `ms`. */
  async next(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#changed && !signal.aborted) {
      const waiting = new AbortController();
      const stop = (): void => waiting.abort();
      this.#wake = stop;
      signal.addEventListener('abort', stop, { once: true });
      await pause(ms, waiting.signal);
      signal.removeEventListener('abort', stop);
      this.#wake = null;
    }
    this.#changed = false;
  }

  async close(): Promise<void> {
    await this.#watcher.close();
  }
}
