import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** What the search looks at; a test passes its own, everybody else the real machine. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
};

const executableNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const linuxFolders = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
];

const macApplications = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsPrograms = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * What Chromium leaves. It makes two pages for the address bar of each window, which nobody sees here: a third of the time that a
 * window takes. Of several such arguments it heeds the last, so that what Playwright says there and matters here is said again.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxAimPopup',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'PaintHolding',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

const launchArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  `--disable-features=${disabledFeatures.join(',')}`,
];

/** The places a Chromium-family browser usually is, the most likely first. */
export function usualPlaces(machine: Machine): string[] {
  const { env, platform } = machine;
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) =>
      root === undefined ? [] : windowsPrograms.map((program) => `${root}\\${program}`),
    );
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', env['HOME'] === undefined ? '' : `${env['HOME']}/Applications`];
    return roots.flatMap((root) =>
      root === '' ? [] : macApplications.map((application) => `${root}/${application}`),
    );
  }
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...new Set([...onPath, ...linuxFolders])];
  return executableNames.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Finds a browser that is there already; undefined when there is none. */
export function findChromium(machine: Machine): string | undefined {
  for (const variable of ['CHROMIUM_PATH', 'CHROME_PATH']) {
    const path = machine.env[variable];
    if (path === undefined || path === '') continue;
    if (!isExecutable(path))
      throw new Error(`${variable} is set to ${path}, which is not an executable file`);
    return path;
  }
  return usualPlaces(machine).find(isExecutable);
}

/** Finds a browser, or installs one where that can be done without asking anybody. */
export function requireChromium(): string {
  const machine: Machine = { platform: process.platform, env: process.env };
  const found = findChromium(machine);
  if (found !== undefined) return found;
  if (canInstall()) {
    installChromium();
    const installed = findChromium(machine);
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'No Chromium, Chrome or Edge was found. Install one of them (Debian and Ubuntu: ' +
      '`sudo apt-get install chromium`), or set CHROMIUM_PATH to the browser executable.',
  );
}

/** Starts a headless browser for a test; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: launchArguments });
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function installChromium(): void {
  process.stderr.write('No Chromium found: installing it with apt-get, once\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // The output of apt-get goes to our standard error: standard output belongs to the test report.
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    process.stderr.write(`apt-get ${args.join(' ')}\n`);
    execFileSync('/usr/bin/apt-get', args, { env, stdio: ['ignore', process.stderr, process.stderr] });
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
