import path from 'node:path';
import type { FileList } from '../input/list-files.ts';
import { steadyMs } from './clock.ts';
import type { Look, NoLook } from './look.ts';

/** A log that was read to its end, as it looked then. */
export interface KnownFile {
  path: string;
  /** Bytes on disk. */
  storedSize: number;
  modifiedMs: number;
}

/** A file that is watched. Times are of our own clock unless they say otherwise. */
export interface WatchedFile extends Look {
  path: string;
  name: string;
  /** Bytes that were there when it was read last; 0: not read yet. */
  readTo: number;
  /** When it was last seen to change; of a file that was there before: when it was modified, by the file's clock. */
  changedMs: number;
  /** When it was last seen to change while it was watched; -∞: never. */
  grewMs: number;
  /** When it is to be looked at. */
  lookMs: number;
  /** Since when there is something in it that was not read; null: nothing. */
  unreadMs: number | null;
  /** Reading failed: not before this time again; 0: it did not fail. */
  retryMs: number;
  tries: number;
  /** It was looked into and is no log that is read. */
  foreign: boolean;
}

/** A file that has not changed for so long is finished (logs roll every hour) and not opened to look. */
const ACTIVE_MS = 2 * 60 * 60_000;
/** A file that is being written is looked at this often, */
const SHORTEST_LOOK_MS = 100;
/** and a quiet one this often; between them at a twentieth of the time for which it was quiet. */
const LONGEST_LOOK_MS = 2_000;
const QUIET_SHARE = 1 / 20;
/** What is no log of ours is looked at seldom: it might be replaced by one. */
const FOREIGN_LOOK_MS = 60_000;
/** So much of a file tells whether it is a log; less may still become one. */
const HEAD_BYTES = 64 * 1024;
/** A file that has grown in this time belongs to the live end. */
const LIVE_MS = 60_000;
const LONGEST_RETRY_MS = 30_000;
const FIRST_RETRY_MS = 500;

/** Remembers how the watched files looked and how far they were read. Finished files cost a place in a map. */
export class WatchedFiles {
  readonly #files = new Map<string, WatchedFile>();
  readonly #active = new Set<WatchedFile>();
  readonly #unread = new Set<WatchedFile>();
  readonly #known: Map<string, KnownFile>;
  readonly #notBefore: () => number;
  #listedOnce = false;

  /**
   * @param known logs that were read to their end before
   * @param notBefore files last modified before this time are not read, epoch milliseconds
   */
  constructor(known: Iterable<KnownFile>, notBefore: () => number) {
    this.#known = new Map([...known].map((file) => [file.path, file]));
    this.#notBefore = notBefore;
  }

  get(file: string): WatchedFile | undefined {
    return this.#files.get(file);
  }

  /** Takes what was listed by now. @param looks at the listed files, as far as they were looked at @returns what is gone */
  listed({ files, problems }: FileList, looks: ReadonlyMap<string, Look | NoLook>, nowMs: number): string[] {
    const present = new Set<string>();
    for (const { path: file, name } of files) {
      present.add(file);
      const look = looks.get(file);
      if (look === undefined || 'error' in look) continue;
      const watched = this.#files.get(file);
      if (watched === undefined) this.#add(file, name, look, nowMs);
      else if (!isStale(watched, look, nowMs)) this.changed(watched, look, nowMs);
    }
    const gone: string[] = [];
    // What can't be listed now is not gone.
    const hidden = problems.map((problem) => problem.path);
    for (const [file, watched] of this.#files) {
      if (present.has(file) || hidden.some((folder) => isBelow(file, folder))) continue;
      this.#files.delete(file);
      this.#active.delete(watched);
      this.#unread.delete(watched);
      gone.push(file);
    }
    this.#listedOnce = true;
    return gone;
  }

  #add(file: string, name: string, look: Look, nowMs: number): void {
    const known = this.#known.get(file);
    const changedMs = Math.min(look.modifiedMs, nowMs);
    // The log of a new hour is the live end; an old one that was copied here is not.
    const isLive = this.#listedOnce && nowMs - changedMs < LIVE_MS;
    const readTo = known !== undefined && look.size >= known.storedSize ? known.storedSize : 0;
    const watched: WatchedFile = {
      ...look,
      path: file,
      name,
      readTo,
      changedMs,
      grewMs: isLive ? nowMs : Number.NEGATIVE_INFINITY,
      lookMs: nowMs,
      unreadMs: null,
      retryMs: 0,
      tries: 0,
      foreign: false,
    };
    this.#files.set(file, watched);
    if (nowMs - changedMs < ACTIVE_MS) this.#active.add(watched);
    if (known?.storedSize === look.size && known.modifiedMs === look.modifiedMs) return;
    if (look.modifiedMs >= this.#notBefore()) this.#makeUnread(watched, changedMs);
  }

  /** Takes a new look at a file. @returns whether it has changed */
  changed(file: WatchedFile, { size, modifiedMs }: Look, nowMs: number): boolean {
    if (file.size === size && file.modifiedMs === modifiedMs) return false;
    if (size < file.size) file.readTo = 0;
    file.size = size;
    file.modifiedMs = modifiedMs;
    file.changedMs = nowMs;
    file.grewMs = nowMs;
    this.#active.add(file);
    this.#makeUnread(file, nowMs);
    return true;
  }

  #makeUnread(file: WatchedFile, sinceMs: number): void {
    file.unreadMs ??= sinceMs;
    this.#unread.add(file);
  }

  /** The files whose time to be opened has come; when the next time is, is decided here. */
  toLookAt(nowMs: number): WatchedFile[] {
    const due: WatchedFile[] = [];
    for (const file of this.#active) {
      if (nowMs - file.changedMs >= ACTIVE_MS) this.#active.delete(file);
      else if (file.lookMs <= nowMs) {
        file.lookMs = nowMs + lookEvery(file, nowMs);
        due.push(file);
      }
    }
    return due;
  }

  /** Something says that this file has changed: it is looked at next. */
  hint(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined || file.foreign) return;
    file.lookMs = 0;
    file.changedMs = Math.max(file.changedMs, steadyMs() - ACTIVE_MS / 2);
    this.#active.add(file);
  }

  /** When the next file is to be looked at or tried again, by our clock; ∞: none. */
  nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { lookMs } of this.#active) next = Math.min(next, lookMs);
    for (const { retryMs } of this.#unread) if (retryMs > 0) next = Math.min(next, retryMs);
    return next;
  }

  /** The files with something to read, without those that failed and have to wait. */
  due(nowMs: number): { live: WatchedFile[]; backlog: WatchedFile[] } {
    const live: WatchedFile[] = [];
    const backlog: WatchedFile[] = [];
    for (const file of this.#unread) {
      if (file.retryMs > nowMs) continue;
      (nowMs - file.grewMs < LIVE_MS ? live : backlog).push(file);
    }
    return { live, backlog };
  }

  /** Gives up the backlog that has become too old to be read. @returns how many files that are */
  leaveOut(nowMs: number): number {
    const notBefore = this.#notBefore();
    let files = 0;
    for (const file of this.#unread) {
      if (file.modifiedMs >= notBefore || nowMs - file.grewMs < LIVE_MS) continue;
      file.unreadMs = null;
      this.#unread.delete(file);
      files++;
    }
    return files;
  }

  /** Notes that a file was read up to the size that it had. @param foreign whether it is no log that is read */
  read(file: WatchedFile, size: number, foreign: boolean): void {
    file.readTo = size;
    file.unreadMs = null;
    file.retryMs = 0;
    file.tries = 0;
    file.foreign = foreign && size >= HEAD_BYTES;
    this.#unread.delete(file);
  }

  /** Notes that a file could not be read: it is tried again after longer and longer pauses. */
  failed(file: WatchedFile, nowMs: number): void {
    file.retryMs = nowMs + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** file.tries++);
    this.#makeUnread(file, nowMs);
  }

  /** What is there and was not read. `sinceMs` is when the oldest of it was written, as far as known. */
  unread(): { files: number; bytes: number; sinceMs: number | null } {
    let bytes = 0;
    let sinceMs: number | null = null;
    for (const { size, readTo, unreadMs } of this.#unread) {
      bytes += Math.max(0, size - readTo);
      if (unreadMs !== null) sinceMs = Math.min(sinceMs ?? unreadMs, unreadMs);
    }
    return { files: this.#unread.size, bytes, sinceMs };
  }

  /** The folders of the watched files. */
  folders(): Set<string> {
    return new Set([...this.#files.keys()].map((file) => path.dirname(file)));
  }
}

function lookEvery({ foreign, changedMs }: WatchedFile, nowMs: number): number {
  if (foreign) return FOREIGN_LOOK_MS;
  const quiet = (nowMs - changedMs) * QUIET_SHARE;
  return Math.max(SHORTEST_LOOK_MS, Math.min(LONGEST_LOOK_MS, quiet));
}

/** Whether a folder's entry shows an older state than the opened file did. */
const isStale = (file: WatchedFile, look: Look, nowMs: number): boolean =>
  nowMs - file.changedMs < ACTIVE_MS && file.modifiedMs >= look.modifiedMs && file.size >= look.size;

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
