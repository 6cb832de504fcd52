import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** A small file system of its own that can be full and can go away; Linux only, and only for root. */
export class Mount {
  readonly folder: string;
  readonly #size: string;
  #mounted = false;

  /** @param size as `mount` takes it: `8m` @throws when it may not be mounted */
  constructor(folder: string, size: string) {
    this.folder = folder;
    this.#size = size;
    mkdirSync(folder, { recursive: true });
    this.mount();
    onTestFinished(() => this.unmount());
  }

  mount(): void {
    if (this.#mounted) return;
    run('mount', '-t', 'tmpfs', '-o', `size=${this.#size}`, 'mapiscope-test', this.folder);
    this.#mounted = true;
  }

  /** What it held is gone. Also when a file in it is open. */
  unmount(): void {
    if (!this.#mounted) return;
    run('umount', '--lazy', this.folder);
    this.#mounted = false;
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** Why nothing can be mounted here; null when it can. */
export function whyNoMount(folder: string): string | null {
  if (process.platform !== 'linux') return 'mounting a small disk is done on Linux only';
  mkdirSync(folder, { recursive: true });
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'mapiscope-test', folder);
    run('umount', folder);
    return null;
  } catch (error) {
    return `nothing can be mounted here: ${(error as Error).message.trim()}`;
  }
}
