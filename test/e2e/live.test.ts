import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf, crlf, frontRow, log, row, type Values } from '../support/logs.ts';
import { launchChromium } from './chromium.ts';
import { type Program, portToComeBackTo, serve } from './program.ts';
import { accessibilityFaults, expectHarmless, newUi, overflow, picture, type Ui, windows } from './ui.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapiscope-live-'));
const file = join(folder, 'HttpProxy_2026030409-1.LOG');
let program: Program;
let browser: Browser;
let ui: Ui;
let n = 0;

/** What Exchange does: a line more in its log. */
function write(count: number, changes: Values = {}): void {
  const rows = Array.from({ length: count }, () => row(columnsOf('http_proxy'), frontRow(++n, changes)));
  appendFileSync(file, crlf(rows));
}

const started = (port: string): Promise<Program> =>
  serve(['--db', join(folder, 'live.db'), '--watch', folder, '--port', port]);

beforeAll(async () => {
  writeFileSync(file, log('http_proxy', []));
  write(60);
  browser = await launchChromium();
  program = await started(await portToComeBackTo());
}, 300_000);

afterEach(() => ui.close());

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What comes takes the way through file, database and stream. */
const shown = <T>(what: () => Promise<T>) => expect.poll(what, { timeout: 20_000 });
const rows = () => ui.page.locator('tr[data-opens]');
const firstUser = () => rows().first().locator('td').nth(5).innerText();
const fresh = (count: number) => ui.page.getByRole('button', { name: `Show ${count} new` });

async function openLive(path = '/live', options = {}): Promise<void> {
  ui = await newUi(browser, program.url, options);
  await ui.open(path);
  await ui.page.getByText('listening').waitFor();
  await rows().first().waitFor();
}

// A test that starts the program again may have left none.
beforeEach(async () => {
  const answers = await fetch(`${program.url}/healthz`)
    .then(({ ok }) => ok)
    .catch(() => false);
  if (!answers) program = await started(await portToComeBackTo());
});

describe('the live tail', () => {
  it('shows a request as it comes, the newest on top', async () => {
    await openLive();
    write(1, { AuthenticatedUser: 'CONTOSO\\first' });
    await shown(firstUser).toBe('CONTOSO\\first');
    write(1, { AuthenticatedUser: 'CONTOSO\\second', HttpStatus: 503, ErrorCode: 'ServerNotFound' });
    await shown(firstUser).toBe('CONTOSO\\second');
    expect(await rows().first().innerText()).toContain('failed');
    expect(ui.complaints).toEqual([]);
  });

  it('does not move while one reads: scrolled, with a row open, with text marked, paused', async () => {
    await openLive();
    const { page } = ui;
    const table = page.getByRole('region', { name: 'Live' });
    const top = async () => (await rows().first().boundingBox())?.y;

    await table.evaluate((box) => box.scrollTo(0, 400));
    await page.getByText('paused').waitFor();
    const before = await top();
    write(3);
    await fresh(3).waitFor();
    expect(await top()).toBe(before);
    await fresh(3).click();
    await shown(() => table.evaluate((box) => box.scrollTop)).toBe(0);

    await rows().first().getByRole('button', { name: 'Details' }).click();
    await page.getByText('Session Context').waitFor();
    write(2, { AuthenticatedUser: 'CONTOSO\\third' });
    await fresh(2).waitFor();
    expect(await firstUser()).not.toBe('CONTOSO\\third');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await shown(firstUser).toBe('CONTOSO\\third');

    await page.getByRole('button', { name: 'Pause' }).click();
    write(1, { AuthenticatedUser: 'CONTOSO\\fourth' });
    await fresh(1).click();
    await shown(firstUser).toBe('CONTOSO\\fourth');
    expect(await page.getByRole('button', { name: 'Pause' }).isVisible()).toBe(true);

    await rows().nth(2).locator('td').nth(1).selectText();
    await page.getByText('paused').waitFor();
    write(1, { AuthenticatedUser: 'CONTOSO\\fifth' });
    await fresh(1).waitFor();
    expect(await firstUser()).toBe('CONTOSO\\fourth');
  });

  it('shows what passes the filters of the bar', async () => {
    await openLive();
    write(1, { AuthenticatedUser: 'CONTOSO\\wanted' });
    await shown(firstUser).toBe('CONTOSO\\wanted');
    await rows().first().getByRole('button', { name: 'CONTOSO\\wanted' }).click();
    await shown(() => rows().count()).toBe(1);
    expect(new URL(ui.page.url()).searchParams.get('user')).toBe('CONTOSO\\wanted');
    await ui.page.getByText('listening').waitFor();
    write(1, { AuthenticatedUser: 'CONTOSO\\other' });
    write(1, { AuthenticatedUser: 'CONTOSO\\wanted' });
    await shown(() => rows().count()).toBe(2);
    expect(await rows().locator('td:nth-child(6)').allInnerTexts()).toEqual([
      'CONTOSO\\wanted',
      'CONTOSO\\wanted',
    ]);
  });

  it('shows hostile text as text', async () => {
    await openLive();
    write(1, { AuthenticatedUser: '<img src=x onerror=alert(1)>\u202egnp.exe\u0007' });
    await shown(firstUser).toBe('<img src=x onerror=alert(1)>\\u202egnp.exe\\u0007');
    write(1, { AuthenticatedUser: 'שלום‏ emoji 😀 '.repeat(2_000) });
    await shown(firstUser).toContain('שלום');
    await expectHarmless(ui.page);
    expect(ui.complaints).toEqual([]);
  });

  it('goes on by itself when mapiscope is started again, and marks the place', async () => {
    await openLive();
    const port = new URL(program.url).port;
    await program.stop();
    await ui.page.getByText('connection lost').waitFor();
    await ui.page.getByText('mapiscope does not answer').waitFor();
    write(1, { AuthenticatedUser: 'CONTOSO\\meanwhile' });
    program = await started(port);
    await shown(firstUser).toBe('CONTOSO\\meanwhile');
    await ui.page.getByText('mapiscope was started again here.').waitFor();
    await ui.page.getByText('mapiscope does not answer').waitFor({ state: 'detached' });
  });

  it.each(windows)('fits its window and is accessible: %s', async (name, options) => {
    await openLive('/live', options);
    await rows().nth(1).getByRole('button', { name: 'Details' }).click();
    expect(await overflow(ui.page)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(ui.page)).toEqual([]);
    await picture(ui.page, `live-${name}`);
  });
});
