import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, vi } from 'vitest';
import { MAIN } from '../support/main.ts';

/** A command that runs beside the test; it is ended with the test at the latest. */
export interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Waits until the standard output, or the standard error, has this. */
  says(what: string | RegExp, where?: 'stdout' | 'stderr'): Promise<void>;
  /** Asks it to stop, then waits. @returns the exit code */
  stop(): Promise<number | null>;
  /** @returns the exit code */
  ended(): Promise<number | null>;
}

const LONG = { timeout: 45_000, interval: 50 };

/** Who runs a command; only root may choose. */
export interface User {
  uid?: number;
  gid?: number;
}

/** Starts a command. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
  user: User = {},
): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...user,
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  // `close` comes when all output is there.
  const closed = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    says: async (what, where = 'stdout') => {
      await vi.waitFor(() => {
        // What it said on standard error tells why it does not come.
        expect({ ...texts, code: child.exitCode }).toMatchObject({ [where]: expect.stringMatching(what) });
      }, LONG);
    },
    stop: () => {
      child.kill('SIGTERM');
      return closed;
    },
    ended: () => closed,
  };
}
