import os from 'node:os';
import path from 'node:path';

/**
 * The folder in which the user's own things are kept: `%APPDATA%\mapiscope` on Windows, `~/Library/Application
 * Support/mapiscope` on macOS, else `mapiscope` in `$XDG_CONFIG_HOME` or `~/.config`.
 */
export function userFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = os.homedir(),
): string {
  const { join, isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  if (platform === 'win32')
    return join(absolute(env['APPDATA']) ?? join(home, 'AppData', 'Roaming'), 'mapiscope');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'mapiscope');
  return join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'mapiscope');

  /** A relative path in these variables is to be passed over, says the XDG specification. */
  function absolute(folder: string | undefined): string | undefined {
    return folder !== undefined && isAbsolute(folder) ? folder : undefined;
  }
}

/** The usual file of the user's saved queries. */
export const usualQueriesFile = (): string => path.join(userFolder(), 'queries.json');
