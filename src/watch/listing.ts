import { type FileList, listFiles } from '../input/list-files.ts';
import { steadyMs } from './clock.ts';
import { type Look, lookAt, lookAtAll, type NoLook } from './look.ts';

/** What was found at the watched paths. */
export interface Listing extends FileList {
  /** Looks at files, by path: the new ones, now and then all of them. */
  looks: Map<string, Look | NoLook>;
}

/** Folders are listed this often, */
const LIST_MS = 5_000;
/** and every file in them is looked at this often: a finished log hardly ever changes. */
const FULL_MS = 60_000;
/** Neither may take more than this share of the time. */
const SHARE = 0.05;
/** A hint that there is a new file is followed at once, within this share of the time. */
const HINT_SHARE = 0.25;

/** Lists the watched folders in the background, so that a slow share does not hold up what is being followed. */
export class Lister {
  readonly #paths: readonly string[];
  readonly #isKnown: (path: string) => boolean;
  #nextMs = 0;
  #nextHintMs = 0;
  #nextFullMs = 0;
  #running = false;
  #hinted = false;
  #ready: Listing | null = null;

  /** @param isKnown whether a file was looked at before */
  constructor(paths: readonly string[], isKnown: (path: string) => boolean) {
    this.#paths = paths;
    this.#isKnown = isKnown;
  }

  /**
   * Begins to list when it is time.
   * @param newFile whether a hint says that files have come or gone
   * @returns a promise when it has begun; it never fails
   */
  startWhenDue(nowMs: number, newFile: boolean): Promise<void> | null {
    // A list that is under way may be of the time before the hint: another one follows.
    if (newFile) this.#hinted = true;
    if (this.#running || nowMs < (this.#hinted ? this.#nextHintMs : this.#nextMs)) return null;
    this.#running = true;
    this.#hinted = false;
    return this.#list(nowMs >= this.#nextFullMs).finally(() => {
      this.#running = false;
    });
  }

  /** What was listed since it was asked last. */
  take(): Listing | null {
    const listing = this.#ready;
    this.#ready = null;
    return listing;
  }

  async #list(full: boolean): Promise<void> {
    const startedMs = steadyMs();
    try {
      const list = await listFiles(this.#paths);
      const files = full ? list.files : list.files.filter(({ path }) => !this.#isKnown(path));
      const looks = await lookAtAll(files, ({ path }) => lookAt(path));
      this.#ready = {
        ...list,
        looks: new Map(files.map(({ path }, at) => [path, looks[at] as Look | NoLook])),
      };
    } catch {
      // Nothing was listed: the next time may do better. What can't be listed for a reason is in the list.
    }
    const endedMs = steadyMs();
    const took = endedMs - startedMs;
    if (full) this.#nextFullMs = endedMs + Math.max(FULL_MS, took / SHARE);
    else this.#nextMs = endedMs + Math.max(LIST_MS, took / SHARE);
    this.#nextMs = Math.max(this.#nextMs, endedMs + LIST_MS);
    this.#nextHintMs = endedMs + took / HINT_SHARE;
  }
}
