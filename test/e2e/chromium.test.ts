import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findChromium, usualPlaces } from './chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapiscope-browser-'));
const browser = join(folder, 'chromium');
writeFileSync(browser, '');
chmodSync(browser, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('finding a browser', () => {
  it('takes the one that is named, and says so when that is none', () => {
    expect(findChromium({ platform: 'linux', env: { CHROMIUM_PATH: browser } })).toBe(browser);
    expect(findChromium({ platform: 'linux', env: { CHROME_PATH: browser } })).toBe(browser);
    expect(() => findChromium({ platform: 'linux', env: { CHROME_PATH: join(folder, 'none') } })).toThrow(
      /CHROME_PATH is set to .*none/,
    );
  });

  it('looks along PATH first', () => {
    const env = { PATH: [join(folder, 'other'), folder].join(delimiter) };
    expect(findChromium({ platform: 'linux', env })).toBe(browser);
  });

  it('knows the places of macOS and Windows', () => {
    expect(usualPlaces({ platform: 'darwin', env: { HOME: '/Users/anna' } })).toContain(
      '/Users/anna/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    );
    expect(
      usualPlaces({ platform: 'win32', env: { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' } }),
    ).toEqual(expect.arrayContaining(['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe']));
  });
});
