import { statSync } from 'node:fs';
import { type Environment, expandInstallPath } from './install-path.ts';

/**
 * What to follow when nobody names a path: the `Logging` folder of the Exchange server on this machine.
 * @returns no folder where there is none
 */
export function defaultFolders(env: Environment): string[] {
  const folder = expandInstallPath('%ExchangeInstallPath%Logging', env);
  try {
    return statSync(folder).isDirectory() ? [folder] : [];
  } catch {
    return [];
  }
}
