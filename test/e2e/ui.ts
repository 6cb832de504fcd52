import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { projectRoot } from './program.ts';

/** A page of the UI in a browser, and what it must never do. */
export interface Ui {
  readonly page: Page;
  /** Errors and warnings on the console, violations of the policy, requests that leave the machine: to stay empty. */
  readonly complaints: string[];
  /** Goes to an address of the UI. */
  readonly open: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const artifacts = join(projectRoot, 'test', '.artifacts');

/** Opens a browser window for the UI at `url`. */
export async function newUi(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Ui> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asked for ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return {
    page,
    complaints,
    open: async (path) => {
      await page.goto(url + path);
    },
    close: () => context.close(),
  };
}

/** The windows that every page has to fit: name, and how the browser is opened. */
export const windows = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['middle', { colorScheme: 'light', viewport: { width: 768, height: 1024 } }],
  ['narrow', { colorScheme: 'dark', viewport: { width: 360, height: 1200 } }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

/**
 * What keeps some people from using the page, by the rules of axe: one line a fault. All rules are run, but only what breaks one
 * is described, and there is no frame to ask: to write down all that is right, in a page of its own, takes twice as long as to look.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** By how many pixels the page is wider than its window; 0 or less when it fits. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** By how many pixels a list is wider than what is seen of it: it has to be moved sideways for them; 0 or less when it fits. */
export const sideways = (list: Locator): Promise<number> =>
  list.evaluate((one) => one.scrollWidth - one.clientWidth);

/** Expects hostile text to be text: no element comes of it, nothing turns its neighbours round, and it has room. */
export async function expectHarmless(page: Page): Promise<void> {
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.content()).not.toMatch(/[\u202e\u0007]/);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
}

/** Takes a picture into `test/.artifacts`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`) });
}
