import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseLogFileName } from '../input/file-name.ts';
import { expandInstallPath } from '../input/install-path.ts';
import type { FoundAt } from '../input/list-files.ts';
import { isArchive, logOfFile } from '../input/stored-logs.ts';
import { steadyMs } from './clock.ts';
import { Hints } from './hints.ts';
import { Lister, type Listing } from './listing.ts';
import { lookAtAll, lookInside } from './look.ts';
import { Pulse, type StaleSource } from './pulse.ts';
import { firstSlice, newestDayFirst } from './slices.ts';
import { Troubles, troubleOfPath } from './troubles.ts';
import { type KnownFile, type WatchedFile, WatchedFiles } from './watched-files.ts';

/** What came of reading some files. */
export interface ReadResult {
  /** Files that could not be read, or not to their end, and may be readable later. */
  failed: { path: string; problem: string }[];
  /** Files that are no logs which are read. */
  foreign: string[];
  /** Reading was ended early, to go on later: all of the files stay due. */
  interrupted?: boolean;
}

/** How much there is that was not read. */
export interface Behind {
  /** Bytes on disk. */
  bytes: number;
  /** Age of the oldest of it; 0 when there is nothing. */
  seconds: number;
}

export interface FollowerOptions {
  /** Files and folders, as a user names them. */
  paths: readonly string[];
  /** Reads what is new in these files; when it fails all of them stay due. */
  read: (paths: string[], newestDayFirst: boolean) => Promise<ReadResult>;
  /** Logs that were read to their end before: they are not opened while they look the same. */
  known?: Iterable<KnownFile>;
  /** Logs last modified before this time are not read, epoch milliseconds. It may become later. */
  notBefore?: () => number;
  /** Called when files of the backlog are not read any more since they have become too old. */
  onLeftOut?: (files: number) => void;
  /** Whether other work has to come to its end before more of a backlog is read; the live end is read meanwhile. */
  backlogWaits?: () => boolean;
  /** Bytes of logs that are read in one go; a log that is larger is read whole. */
  sliceBytes?: number;
  /** The kind of a log that was read; null: not known. */
  kindOf?: (path: string) => string | null;
  /**
   * Time for other work, awaited between readings and when nothing is due. The signal asks to come to an end, soon:
   * something has to be read, or following stops. Nothing is read meanwhile.
   */
  onIdle?: (enough: AbortSignal) => Promise<void>;
  /** Called when everything that was there has been read for the first time. */
  onCaughtUp?: () => void;
  /** Called when reading failed as a whole; it is tried again. */
  onError?: (error: unknown) => void;
  /** Called when reading works again, or nothing is left to be read. */
  onRecovered?: () => void;
  /** Called often: `behind`, `troubles` and `stale` may have changed. */
  onStatus?: () => void;
}

/** How long other work may go on between two slices of a backlog. */
const BETWEEN_SLICES_MS = 50;
/** The longest pause, when neither a file nor a hint asks for an earlier end. */
const LONGEST_PAUSE_MS = 1_000;
const SHORTEST_PAUSE_MS = 10;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * Follows files and folders: reads the backlog in slices, newest day first, and in every slice first what grows now.
 * Events of the file system make it quick; looking into the files that may be written makes it sure.
 */
export class Follower {
  /** Paths that can't be read now. */
  readonly troubles = new Troubles();
  /** What lay at the given paths when they were listed last. */
  found: readonly FoundAt[] = [];
  readonly #options: FollowerOptions;
  readonly #files: WatchedFiles;
  readonly #lister: Lister;
  readonly #pulse = new Pulse();
  #listed = false;
  #caughtUp = false;
  #failures = 0;
  #retryMs = 0;
  #unlisted = new Set<string>();

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#files = new WatchedFiles(
      options.known ?? [],
      options.notBefore ?? (() => Number.NEGATIVE_INFINITY),
    );
    this.#lister = new Lister(options.paths, (file) => this.#files.get(file) !== undefined);
  }

  /** What is there and was not read. */
  get behind(): Behind {
    const { bytes, sinceMs } = this.#files.unread();
    return { bytes, seconds: sinceMs === null ? 0 : Math.max(0, steadyMs() - sinceMs) / 1000 };
  }

  /** How many files have something to read. */
  get unreadFiles(): number {
    return this.#files.unread().files;
  }

  /** Folders that used to grow and have stopped. */
  get stale(): StaleSource[] {
    return this.#pulse.stale(steadyMs());
  }

  /** Follows for as long as the signal lasts; a reading that is under way comes to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const hints = new Hints(this.#options.paths.map((given) => expandInstallPath(given, process.env)));
    try {
      await this.#lister.startWhenDue(steadyMs(), false);
      while (!signal.aborted) {
        await this.#look(hints);
        if (signal.aborted) return;
        await this.#readDue(signal);
        this.#options.onStatus?.();
        if (signal.aborted) return;
        await this.#pause(hints, signal);
      }
    } finally {
      await hints.close();
    }
  }

  /** Finds out what has changed. */
  async #look(hints: Hints): Promise<void> {
    const nowMs = steadyMs();
    this.#pulse.beat(nowMs);
    const listing = this.#lister.take();
    if (listing !== null) this.#takeListing(listing, nowMs);
    void this.#lister.startWhenDue(nowMs, hints.takeNewFile())?.then(() => hints.wake());
    for (const file of hints.takeChanged()) this.#files.hint(file);
    const due = this.#files.toLookAt(nowMs);
    const looks = await lookAtAll(due, (file) => lookInside(file.path));
    for (const [at, file] of due.entries()) {
      const look = looks[at];
      if (look === undefined) continue;
      // One that is gone is found out by listing: its share may only be away.
      if ('error' in look) {
        if (look.code !== 'ENOENT') this.#reportFile(file, look.code, String(look.error));
      } else {
        this.#files.changed(file, look, nowMs);
        if (file.tries === 0) this.troubles.clear(file.path);
      }
    }
    this.#options.onStatus?.();
  }

  #takeListing(listing: Listing, nowMs: number): void {
    for (const gone of this.#files.listed(listing, listing.looks, nowMs)) this.troubles.clear(gone);
    this.found = listing.found;
    const unlisted = new Set<string>();
    for (const { path: unreadable, problem, code } of listing.problems) {
      unlisted.add(unreadable);
      this.troubles.report(unreadable, troubleOfPath(code, problem), Date.now());
    }
    for (const known of this.#unlisted) if (!unlisted.has(known)) this.troubles.clear(known);
    this.#unlisted = unlisted;
    const folders = this.#files.folders();
    if (unlisted.size === 0) this.#pulse.keep((folder) => folders.has(folder));
    this.#listed = true;
  }

  #reportFile({ path: file }: WatchedFile, code: string | undefined, problem: string): void {
    this.troubles.report(file, troubleOfPath(code, problem), Date.now());
  }

  /** Reads what is due: the live end, then a slice of the backlog. */
  async #readDue(signal: AbortSignal): Promise<void> {
    const nowMs = steadyMs();
    if (nowMs < this.#retryMs) return;
    const leftOut = this.#files.leaveOut(nowMs);
    if (leftOut > 0) this.#options.onLeftOut?.(leftOut);
    const { live, backlog } = this.#files.due(nowMs);
    try {
      if (live.length > 0) await this.#read(this.#slice(live), false);
      if (backlog.length > 0 && !signal.aborted && !this.#backlogWaits())
        await this.#read(this.#slice(backlog), true);
    } catch (error) {
      // What was due stays due: nothing is skipped for good.
      this.#retryMs = steadyMs() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
      this.#options.onError?.(error);
      return;
    }
    if (this.#failures > 0) {
      this.#failures = 0;
      this.#options.onRecovered?.();
    }
    const left = this.#files.due(steadyMs());
    if (this.#listed && !this.#caughtUp && left.backlog.length === 0) {
      this.#caughtUp = true;
      this.#options.onCaughtUp?.();
    }
  }

  #slice(files: WatchedFile[]): WatchedFile[] {
    return firstSlice(newestDayFirst(files), this.#options.sliceBytes);
  }

  #backlogWaits(): boolean {
    return this.#options.backlogWaits?.() ?? false;
  }

  async #read(slice: WatchedFile[], newestFirst: boolean): Promise<void> {
    const files = await this.#onlyLogs(slice);
    if (files.length === 0) return;
    const sizes = files.map(({ size }) => size);
    const result = await this.#options.read(
      files.map((file) => file.path),
      newestFirst,
    );
    if (result.interrupted === true) return;
    const nowMs = steadyMs();
    const failed = new Map(result.failed.map((failure) => [failure.path, failure.problem]));
    const foreign = new Set(result.foreign);
    for (const [at, file] of files.entries()) {
      const problem = failed.get(file.path);
      if (problem !== undefined) {
        await this.#takeFailure(file, problem, nowMs);
        continue;
      }
      this.#files.read(file, sizes[at] ?? 0, foreign.has(file.path));
      this.troubles.clear(file.path);
      const kind = file.grewMs > 0 ? (this.#options.kindOf?.(file.path) ?? null) : null;
      if (kind !== null) this.#pulse.grew(path.dirname(file.path), kind, file.grewMs);
    }
  }

  async #takeFailure(file: WatchedFile, problem: string, nowMs: number): Promise<void> {
    this.#files.failed(file, nowMs);
    const look = await lookInside(file.path);
    const code = 'error' in look ? look.code : undefined;
    // Gone: with the next list it is forgotten, or its folder is what can't be read.
    if (code !== 'ENOENT') this.#reportFile(file, code, problem);
  }

  /** What is not named like a log is looked into: a database or a program is passed over without a word. */
  async #onlyLogs(files: WatchedFile[]): Promise<WatchedFile[]> {
    const logs: WatchedFile[] = [];
    for (const file of files) {
      const isNamedSo = parseLogFileName(file.name) !== null || isArchive(file.name);
      if (isNamedSo || !('skipped' in (await logOfFile(file)))) logs.push(file);
      else this.#files.read(file, file.size, true);
    }
    return logs;
  }

  /** Waits until there may be something to do, and lets other work go on meanwhile. */
  async #pause(hints: Hints, signal: AbortSignal): Promise<void> {
    const nowMs = steadyMs();
    const { live, backlog } = this.#files.due(nowMs);
    const waits = nowMs < this.#retryMs;
    const due = !waits && (live.length > 0 || (backlog.length > 0 && !this.#backlogWaits()));
    const nextMs = waits ? this.#retryMs : this.#files.nextMs();
    const pauseMs = Math.max(SHORTEST_PAUSE_MS, Math.min(LONGEST_PAUSE_MS, nextMs - nowMs));
    const pause = hints.pause(due ? BETWEEN_SLICES_MS : pauseMs, signal);
    try {
      await this.#options.onIdle?.(pause.signal);
      if (!due && !pause.signal.aborted)
        await sleep(LONGEST_PAUSE_MS, undefined, { signal: pause.signal }).catch(() => undefined);
    } finally {
      pause.done();
    }
  }
}
