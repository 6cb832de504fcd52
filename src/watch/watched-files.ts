import { open } from 'node:fs/promises';

/** How a file looked when it was read last. */
interface Seen {
  size: number;
  modifiedMs: number;
  /** When it was last seen to grow, or first seen, by our own clock. */
  changedMs: number;
}

/** A file that has not changed for so long is finished (logs roll every hour) and only looked at now and then. */
const ACTIVE_MS = 2 * 60 * 60_000;
/** Files opened at the same time. */
const AT_ONCE = 32;

/**
 * Remembers how the watched files looked and tells which have changed. Names and events are hints; the size that an
 * opened handle gives is the truth: on NTFS the folder's entry of a file that is being written is stale.
 */
export class WatchedFiles {
  readonly #seen = new Map<string, Seen>();

  /** Whether the last walk found this path. */
  has(path: string): boolean {
    return this.#seen.has(path);
  }

  /** Takes what a walk found. @returns the paths that are new or look changed */
  listed(files: Iterable<{ path: string; storedSize: number; modifiedMs: number }>, nowMs: number): string[] {
    const changed: string[] = [];
    const present = new Set<string>();
    for (const { path, storedSize: size, modifiedMs } of files) {
      present.add(path);
      const seen = this.#seen.get(path);
      if (seen !== undefined && seen.size === size && seen.modifiedMs === modifiedMs) continue;
      // A folder's stale entry must not undo what the handle said.
      if (
        seen !== undefined &&
        seen.modifiedMs >= modifiedMs &&
        seen.size >= size &&
        nowMs - seen.changedMs < ACTIVE_MS
      )
        continue;
      this.#seen.set(path, { size, modifiedMs, changedMs: seen === undefined ? modifiedMs : nowMs });
      changed.push(path);
    }
    for (const path of this.#seen.keys()) if (!present.has(path)) this.#seen.delete(path);
    return changed;
  }

  /** Opens the files that may be written now. @returns the paths whose size is another than it was */
  async grown(nowMs: number): Promise<string[]> {
    const active = [...this.#seen].filter(([, { changedMs }]) => nowMs - changedMs < ACTIVE_MS);
    const changed: string[] = [];
    for (let start = 0; start < active.length; start += AT_ONCE) {
      await Promise.all(
        active.slice(start, start + AT_ONCE).map(async ([path, seen]) => {
          const now = await look(path);
          if (now === null || (now.size === seen.size && now.modifiedMs === seen.modifiedMs)) return;
          this.#seen.set(path, { ...now, changedMs: nowMs });
          changed.push(path);
        }),
      );
    }
    return changed;
  }
}

/** Size and time of a file as an opened handle has them; null when it can't be opened now. */
async function look(path: string): Promise<{ size: number; modifiedMs: number } | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size, mtimeMs } = await handle.stat();
      return { size, modifiedMs: mtimeMs };
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
