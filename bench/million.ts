import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where benchmarks keep what takes long to make. */
export const DATA = path.resolve('bench/.data');

/** The built program. */
export const MAIN = path.resolve('dist/cli/main.js');

/** Runs the program to its end; its errors go to the terminal. */
export function mapiscope(...options: string[]): void {
  execFileSync(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A day of four servers, somewhat over a million requests, nine tenths of them noise: the folder of the logs. */
export function millionLogs(): string {
  return kept('million', (to) => {
    console.log('generating a day of four servers …');
    mapiscope('generate', '--out', to, '--servers', '4', '--requests', '450000', '--quiet');
  });
}

/** The database of these logs. */
export function millionDatabase(): string {
  return kept('million.db', (to) => {
    const logs = millionLogs();
    console.log('ingesting it …');
    mapiscope('ingest', logs, '--db', to, '--json');
  });
}

/** A file or folder that is made once; half of one is removed. */
function kept(name: string, make: (to: string) => void): string {
  const file = path.join(DATA, name);
  if (existsSync(file)) return file;
  mkdirSync(DATA, { recursive: true });
  try {
    make(file);
  } catch (error) {
    rmSync(file, { recursive: true, force: true });
    throw error;
  }
  return file;
}
