/** Folder names compare by this: case and blanks differ between the disk, the documentation and copies of it. */
export function normaliseFolder(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, '').toLowerCase();
}

const normalised = (...names: string[]): Set<string> => new Set(names.map(normaliseFolder));

/** Folders in which Exchange keeps the logs. */
const LOG_FOLDERS = normalised(
  'Logging',
  'HttpProxy',
  'MapiHttp',
  'MAPI Client Access',
  'MAPI AddressBook Service',
  'RPC Client Access',
  'AddressBook Service',
);

/** Folders between the root of a server's disk and its `Logging`. */
const INSTALL_FOLDERS = normalised(
  'Program Files',
  'Program Files (x86)',
  'Microsoft',
  'Exchange Server',
  'Exchange',
  'ExchangeServer',
);

/** Words that people give to folders and archives; none of them is a server. */
const GENERIC = normalised(
  ...[
    'archive',
    'backup',
    'case',
    'collect',
    'collected',
    'copy',
    'customer',
    'data',
    'desktop',
    'documents',
  ],
  ...['download', 'downloads', 'evidence', 'exchange', 'exchangelogs', 'exchange-logs', 'exchangeserver'],
  ...[
    'export',
    'files',
    'home',
    'import',
    'in',
    'incoming',
    'input',
    'localhost',
    'log',
    'logfiles',
    'logging',
  ],
  ...['logs', 'mapi', 'media', 'microsoft', 'mnt', 'new', 'old', 'opt', 'out', 'root', 'sample', 'samples'],
  ...['server', 'servers', 'share', 'srv', 'temp', 'test', 'tmp', 'usr', 'users', 'var', 'volumes', 'wsl'],
  ...['wsl.localhost', 'work', 'zip'],
);

const isDrive = (part: string): boolean => /^[a-z][:$]?$/i.test(part);
const isVersion = (part: string): boolean => /^v\d+$/i.test(part);
const isExchangePart = (part: string): boolean => {
  const folder = normaliseFolder(part);
  return LOG_FOLDERS.has(folder) || INSTALL_FOLDERS.has(folder) || isVersion(part) || isDrive(part);
};

/** A computer name or a full DNS name: no blanks, at least one letter, a first label of at most 15 characters. */
const HOST = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?(?:\.[a-z0-9-]+)*$/i;
const isServer = (part: string): boolean =>
  HOST.test(part) && !isDrive(part) && !isVersion(part) && !GENERIC.has(normaliseFolder(part));

const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) && host !== '127.0.0.1';

/**
 * The server that wrote the logs at this path, as the path spells it; null when the path does not say.
 *
 * `\` and `/` both separate, on every system, and so does the `!` behind an archive (`EXCH01.zip!Logging/…`, where
 * `.zip` is no part of the name). Case never matters.
 *
 * 1. The anchor is the deepest folder that holds Exchange logs: `Logging`, `HttpProxy`, `MapiHttp`, `MAPI Client Access`,
 *    `MAPI AddressBook Service` or an RPC sibling.
 * 2. From there up, the parts of an Exchange installation are passed over: `Logging`, `V15`, `Exchange Server`,
 *    `Microsoft`, `Program Files` and a drive (`C:`, `c$`, `C`). The part above them is the server:
 *    `EXCH01/Program Files/Microsoft/Exchange Server/V15/Logging/…`, `EXCH01/Logging/…`, `EXCH01/HttpProxy/…`.
 * 3. It must look like a host name and must not be a generic word (`logs`, `temp`, `samples`…): a wrong server would
 *    mislead, no server does not.
 * 4. Where that finds nothing, the host of a UNC path (`\\EXCH01\c$\…`, `//EXCH01/logs/…`, `\\?\UNC\EXCH01\…`) is the
 *    server. A share is never one; so `\\FILES\collected\EXCH01\Logging\…` gives EXCH01, and
 *    `\\EXCH01\ExLogs\HttpProxy\…` gives EXCH01 too.
 */
export function serverFromPath(path: string): string | null {
  const plain = path.replace(/^[\\/]{2}\?[\\/]UNC[\\/]/i, '\\\\').replace(/^[\\/]{2}[?.][\\/]/, '');
  const isUnc = /^[\\/]{2}[^\\/]/.test(plain);
  const parts = plain
    .replace(/(\.zip)!/gi, '$1/')
    .split(/[\\/]+/)
    .map((part) => part.trim().replace(/\.zip$/i, ''))
    .filter((part) => part !== '' && part !== '.');

  const host = isUnc ? parts[0] : undefined;
  const folders = isUnc ? parts.slice(2) : parts;

  const anchor = folders.findLastIndex((part) => LOG_FOLDERS.has(normaliseFolder(part)));
  const above = folders.slice(0, anchor + 1).findLast((part) => !isExchangePart(part));
  if (above !== undefined && isServer(above)) return above;
  return host !== undefined && (isServer(host) || isAddress(host)) ? host : null;
}
