import path from 'node:path';
import { watch } from 'chokidar';

/** What the file system says by itself. Never relied upon (network shares say nothing): it only shortens a wait. */
export class Hints {
  readonly #watcher: ReturnType<typeof watch>;
  readonly #changed = new Set<string>();
  #newFile = false;
  #woken = false;
  #wake: (() => void) | null = null;

  constructor(paths: readonly string[]) {
    this.#watcher = watch([...paths], { ignoreInitial: true, ignorePermissionErrors: true, atomic: false });
    this.#watcher.on('all', (event, changed) => {
      if (event === 'change') this.#changed.add(path.resolve(changed));
      else this.#newFile = true;
      this.wake();
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

  /** Files that are said to have changed since it was asked last. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Ends the pause, or the next one when there is none. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** A signal that ends with the next hint, after so many milliseconds, or with `stop`. `done` frees what it holds. */
  pause(ms: number, stop: AbortSignal): { signal: AbortSignal; done: () => void } {
    const pause = new AbortController();
    const end = (): void => pause.abort();
    const timer = setTimeout(end, ms);
    stop.addEventListener('abort', end, { once: true });
    this.#wake = end;
    if (stop.aborted || this.#woken) end();
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      this.#wake = null;
      this.#woken = false;
    };
    return { signal: pause.signal, done };
  }

  async close(): Promise<void> {
    await this.#watcher.close();
  }
}
