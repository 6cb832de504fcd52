import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.resolve('dist/cli/main.js');

/** A `mapiscope serve` of its own, on a free port. */
export interface Served {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the built program. @param watch folder that it follows */
export async function serve(db: string, watch?: string): Promise<Served> {
  const watched = watch === undefined ? [] : ['--watch', watch];
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '--db', db, '--port', '0', '--log-level', 'error', ...watched],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const url = /mapiscope serves (\S+)/.exec(said)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    const stop = async (): Promise<void> => {
      child.kill();
      await ended;
    };
    return { url, process: child, stop };
  }
  throw new Error('mapiscope ended before it served');
}

/** The value of a metric without labels. */
export async function metric(url: string, ...names: string[]): Promise<number[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return names.map((name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]));
}

/** Resident memory of a process and of those it has started, bytes; only Linux tells. */
export function residentOf(pid: number): { own: number; children: number[] } {
  const resident = (id: number): number => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  };
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const ids = children === '' ? [] : children.split(' ').map(Number);
  return { own: resident(pid), children: ids.map(resident) };
}

/** A value of a sorted list below or at which this share of them lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
