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

/** A folder of logs that `mapiscope generate` writes once. */
export const logsOf = (name: string, ...options: string[]): string =>
  kept(name, (to) => {
    console.log(`generating ${name} …`);
    mapiscope('generate', '--out', to, '--quiet', ...options);
  });

/** The database of a folder of logs, read once. @param logs gives the folder where it is needed */
export const databaseOf = (name: string, logs: () => string): string =>
  kept(name, (to) => {
    const folder = logs();
    console.log(`ingesting ${folder} …`);
    mapiscope('ingest', folder, '--db', to, '--json');
  });

/** A day of four servers, somewhat over a million requests, nine tenths of them noise. */
export const millionDatabase = (): string =>
  databaseOf('million.db', () => logsOf('million', '--servers', '4', '--requests', '450000'));

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
