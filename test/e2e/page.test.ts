import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RequestsPage, Source, Status } from '../../web/src/api.ts';
import { launchChromium } from './chromium.ts';
import { type Program, projectRoot, serve } from './program.ts';

const artifacts = join(projectRoot, 'test', '.artifacts');
const folder = mkdtempSync(join(tmpdir(), 'mapiscope-page-'));
let program: Program;
let browser: Browser;
let context: BrowserContext | undefined;
/** What a page must never do: log errors, break its policy, ask elsewhere. */
let complaints: string[];

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true });
  browser = await launchChromium();
  program = await serve(['--db', join(folder, 'page.db'), '--watch', 'samples', '--port', '0']);
}, 300_000);

afterEach(async () => {
  await context?.close();
  context = undefined;
});

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  const page = await context.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${program.url}/`)) complaints.push(`asked for ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return page;
}

async function openPage(options: BrowserContextOptions = {}, path = '/'): Promise<Page> {
  const page = await newPage(options);
  await page.goto(program.url + path);
  return page;
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(program.url + path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const count = (value: number): string => value.toLocaleString('en');
const state = (page: Page) => page.getByRole('status');
const sourceRows = (page: Page) => page.locator('table.sources tbody tr:not(.skeleton)');
const requestRows = (page: Page) => page.locator('table.requests tbody tr:not(.skeleton, .detail)');

async function whenComplete(page: Page): Promise<void> {
  await state(page).getByText('complete').waitFor();
  await requestRows(page).first().waitFor();
}

describe('the page', () => {
  it('lists what was read, with the counts of the API', async () => {
    const page = await openPage();
    await whenComplete(page);
    const { sources } = await ask<{ sources: Source[] }>('/api/v1/sources');
    const { totals } = await ask<Status>('/api/v1/status');
    expect(sources.length).toBeGreaterThan(0);

    const all = page.getByRole('button', { name: /^Show all/ });
    if (await all.isVisible()) await all.click();
    await expect.poll(() => sourceRows(page).count()).toBe(sources.length);
    const shown = await sourceRows(page).evaluateAll((rows) =>
      rows.map((row) => ({
        path: row.querySelector('.path .value')?.getAttribute('title'),
        records: row.querySelector('.records')?.textContent,
        rejected: row.querySelector('.rejected')?.textContent,
      })),
    );
    for (const { path, records, rejected } of sources) {
      expect(shown).toContainEqual({ path, records: count(records), rejected: count(rejected) });
    }
    const figures = page.getByRole('region', { name: 'Totals' });
    expect(await figures.innerText()).toContain(`${count(totals.records)} records`);
    expect(await figures.innerText()).toContain(`${count(totals.rejected)} rejected lines`);
    expect(complaints).toEqual([]);
  });

  it('shows the latest requests, goes back to older ones, and opens the evidence of one', async () => {
    const page = await openPage();
    await whenComplete(page);
    const first = await ask<RequestsPage>('/api/v1/requests?limit=50');
    await expect.poll(() => requestRows(page).count()).toBe(first.requests.length);
    const newest = first.requests[0];
    if (newest === undefined || first.next_cursor === null)
      throw new Error('the samples have too few requests');
    expect(await requestRows(page).first().locator('time').getAttribute('datetime')).toBe(newest.ended_at);
    expect(await page.locator('.filters').innerText()).toContain(`${count(first.hidden_noise)} hidden`);

    const older = await ask<RequestsPage>(
      `/api/v1/requests?limit=50&cursor=${encodeURIComponent(first.next_cursor)}`,
    );
    await page.getByRole('button', { name: 'Older' }).click();
    await expect.poll(() => requestRows(page).count()).toBe(first.requests.length + older.requests.length);

    const joined = first.requests.findIndex(
      (row) => row.source_file !== null && row.backend_source_file !== null,
    );
    const request = first.requests[joined];
    if (request === undefined) throw new Error('the samples have no joined request among the latest');
    const opener = requestRows(page).nth(joined).getByRole('button');
    await opener.press('Enter');
    expect(await opener.getAttribute('aria-expanded')).toBe('true');
    const evidence = await page.locator('tr.detail').innerText();
    for (const part of [request.source_file, request.backend_source_file]) expect(evidence).toContain(part);
    expect(evidence).toContain(`at byte ${request.byte_offset}`);
    expect(evidence).toContain(`at byte ${request.backend_byte_offset}`);
    expect(complaints).toEqual([]);
  });

  it('keeps the filter in its address', async () => {
    const page = await openPage();
    await whenComplete(page);
    const failed = await ask<RequestsPage>('/api/v1/requests?limit=50&outcome=failed');
    expect(failed.requests.length).toBeGreaterThan(0);
    const onlyFailed = async (): Promise<void> => {
      await expect.poll(() => requestRows(page).count()).toBe(failed.requests.length);
      const outcomes = await requestRows(page).locator('.outcome').allInnerTexts();
      expect(new Set(outcomes)).toEqual(new Set(['failed']));
    };
    await page.getByRole('radio', { name: 'failed' }).check();
    await onlyFailed();
    expect(new URL(page.url()).searchParams.get('outcome')).toBe('failed');

    await page.reload();
    await onlyFailed();
    expect(await page.getByRole('radio', { name: 'failed' }).isChecked()).toBe(true);

    await page.getByRole('checkbox', { name: 'show noise' }).check();
    expect(new URL(page.url()).searchParams.get('include_noise')).toBe('true');
    const all = await ask<RequestsPage>('/api/v1/requests?limit=50&outcome=failed&include_noise=true');
    await expect.poll(() => requestRows(page).count()).toBe(all.requests.length);

    await page.goBack();
    expect(await page.getByRole('checkbox', { name: 'show noise' }).isChecked()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('says what failed and lets one try again', async () => {
    const page = await openPage();
    await whenComplete(page);
    await page.route('**/api/v1/requests*', (route) => route.abort());
    await page.getByRole('radio', { name: 'ok', exact: true }).check();
    const notice = page.getByRole('alert');
    await notice.getByText('does not answer').waitFor();
    await page.unroute('**/api/v1/requests*');
    await notice.getByRole('button', { name: 'Try again' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(await requestRows(page).first().locator('.outcome').innerText()).toBe('ok');
  });

  it('shows hostile text as text', async () => {
    const user = '<img src=x onerror="document.title=1">\u202egnp.exe\u0007';
    const page = await newPage();
    await page.route('**/api/v1/requests*', async (route) => {
      const answer = (await (await route.fetch()).json()) as RequestsPage;
      const requests = answer.requests.map((request) => ({
        ...request,
        user,
        source_file: user,
        error_code: user,
      }));
      await route.fulfill({ json: { ...answer, requests } });
    });
    await page.route('**/api/v1/sources', async (route) => {
      const { sources } = (await (await route.fetch()).json()) as { sources: Source[] };
      await route.fulfill({
        json: { sources: sources.map((source) => ({ ...source, path: user, last_error: user })) },
      });
    });
    await page.goto(`${program.url}/`);
    await whenComplete(page);
    await requestRows(page).first().getByRole('button').click();
    const shown = '<img src=x onerror="document.title=1">\\u202egnp.exe\\u0007';
    for (const place of ['.requests .user bdi', '.detail .whole bdi', '.sources .error bdi']) {
      expect(await page.locator(place).first().innerText()).toBe(shown);
    }
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('mapiscope');
    expect(await page.content()).not.toMatch(/[\u202e\u0007]/);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 360, height: 1400 } }],
  ] as const)('fits its window: %s', async (name, options) => {
    const page = await openPage(options, '/?outcome=failed');
    await whenComplete(page);
    await requestRows(page).first().getByRole('button').click();
    await page.screenshot({ path: join(artifacts, `page-${name}.png`) });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

describe('the page without data', () => {
  it('says which command reads logs', async () => {
    const empty = await serve(['--db', join(folder, 'empty.db'), '--port', '0']);
    try {
      context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(empty.url);
      await page.getByText('No log has been read yet').waitFor();
      expect(await page.locator('#sources code').allInnerTexts()).toEqual([
        'mapiscope ingest PATH',
        'mapiscope serve --watch PATH',
      ]);
      await page.screenshot({ path: join(artifacts, 'page-empty.png') });
    } finally {
      await empty.stop();
    }
  });
});
